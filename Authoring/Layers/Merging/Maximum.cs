using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The largest of the inputs, value by value.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/maximum")]
public sealed class Maximum(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs) => inputs.Aggregate(maximum);
}
