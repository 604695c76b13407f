using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as initializer.</summary>
[CustomObject("onnxforge/function-initializer")]
internal sealed record FunctionInitializer(Func<long[], Tensor> Function) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape) => Function(shape);

    /// <inheritdoc/>
    public override string ToString() => NamedFunction.Show(Function);
}
