using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The smallest of the inputs, value by value.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/minimum")]
public sealed class Minimum(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs) => inputs.Aggregate(minimum);
}
