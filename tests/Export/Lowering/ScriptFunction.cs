using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>A function in TorchScript, which reaches every overload: statements over inputs x, y, z, w and constants a to f; the last is the result, or a list of them.</summary>
internal sealed class ScriptFunction
{
    private static readonly string[] InputNames = ["x", "y", "z", "w"];
    private static readonly string[] CapturedNames = ["a", "b", "c", "d", "e", "f"];
    private readonly Lazy<jit.CompilationUnit> unit;

    /// <param name="script">Statements with "; " between them.</param>
    /// <param name="inputs">How many inputs it takes.</param>
    /// <param name="captured">How many constants it takes after them.</param>
    public ScriptFunction(string script, int inputs, int captured = 0)
    {
        var lines = script.Split("; ");
        var result = lines[^1].StartsWith('[') ? lines[^1] : $"[{lines[^1]}]";
        var parameters = InputNames.Take(inputs).Concat(CapturedNames.Take(captured));
        var text = $"def run({string.Join(", ", parameters)}):\n{string.Concat(lines[..^1].Select(l => $"  {l}\n"))}  return {result}\n";
        unit = new Lazy<jit.CompilationUnit>(() => jit.compile(text));
    }

    public IReadOnlyList<Tensor> Invoke(IReadOnlyList<Tensor> arguments) => unit.Value.invoke<Tensor[]>("run", [.. arguments]);
}
