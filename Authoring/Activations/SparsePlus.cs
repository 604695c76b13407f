using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>0 up to -1, (x + 1)² / 4 up to 1, then x: a softplus that is exact at both ends (Martins et al. 2022).</summary>
[CustomObject("onnxforge/sparse-plus")]
public sealed record SparsePlus : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => (input.clamp(-1, 1) + 1).square() / 4 + (input - 1).relu();
}
