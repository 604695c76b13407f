using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The sum of the inputs.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/add")]
public sealed class Add(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs) => inputs.Aggregate((sum, input) => sum + input);
}
