using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The slope of <see cref="SparsePlus"/>: (x + 1) / 2, between 0 and 1.</summary>
[CustomObject("onnxforge/sparse-sigmoid")]
public sealed record SparseSigmoid : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => ((input + 1) / 2).clamp(0, 1);
}
