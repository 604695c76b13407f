using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>1 where row and column are the same, else 0, times the gain: the layer begins as one that changes nothing.</summary>
/// <param name="Gain">What stands on the diagonal, default 1.</param>
[CustomObject("onnxforge/identity")]
public sealed record Identity(double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        if (shape.Length != 2) throw new ShapeException(nameof(Identity), "a weight of two dimensions", $"{Shape.Create(shape)}", "Use it for matrices.");
        using var scope = NewDisposeScope();
        return (torch.eye(shape[0], shape[1], ScalarType.Float32) * Gain).MoveToOuterDisposeScope();
    }
}
