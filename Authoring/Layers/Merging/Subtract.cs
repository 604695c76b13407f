using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The first input minus the second.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/subtract")]
public sealed class Subtract(string? name = null) : Merge(name)
{
    private protected override Tensor Join(Tensor[] inputs) => inputs[0] - inputs[1];

    private protected override bool Takes(int inputs) => inputs == 2;

    private protected override string Number => "2 inputs";
}
