using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The mean of the inputs.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/average")]
public sealed class Average(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs)
    {
        using Scalar count = inputs.Length;
        return inputs.Aggregate((sum, input) => sum + input).div(count);
    }
}
