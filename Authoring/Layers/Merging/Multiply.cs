using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The product of the inputs, value by value.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/multiply")]
public sealed class Multiply(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs) => inputs.Aggregate((product, input) => product * input);
}
