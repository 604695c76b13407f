namespace OnnxForge.Inference;

/// <summary>Marks a partial class that the source generator completes, while the project is built, with the inputs and outputs of a model file: see <see cref="IOnnxModel{TSelf}"/>.</summary>
/// <param name="path">The file, as the project names it: <c>&lt;OnnxModel Include="models/housing.onnx" /&gt;</c>. The end of the path will do where it names one file, as in "housing.onnx".</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OnnxModelAttribute(string path) : Attribute
{
    /// <summary>The file, as the project names it, or the end of that.</summary>
    public string Path { get; } = path;

    /// <summary>Whether Input and Output are one row each of a model whose inputs and outputs all begin with the same open dimension, as in [batch, 8]. True by default;
    /// false where that dimension is something else than rows that are computed each for itself, such as the length of a text: Input and Output are whole tensors then.</summary>
    public bool Rows { get; set; } = true;

    /// <summary>The signature that the file must have, or the build fails: "(features float32 [batch, 8]) -> (price float32 [batch, 1])", as <see cref="ModelSignature"/> prints it.
    /// Names of open sizes may differ. Null by default: that of the project's <c>&lt;OnnxModel Include="..." Signature="..." /&gt;</c>, else none, of which the build warns.</summary>
    public string? Signature { get; set; }
}
