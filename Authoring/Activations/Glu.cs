using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gated linear unit: the first half of an axis times the sigmoid of the second, so that the output has half as many values there (Dauphin et al. 2017).</summary>
/// <param name="Axis">The dimension that is halved, of even size, counted from the end where negative; default the last.</param>
[CustomObject("onnxforge/glu")]
public sealed record Glu(int Axis = -1) : Activation
{
    internal override bool KeepsShape => false;

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        var axis = Axis < 0 ? Axis + input.dim() : Axis;
        if (axis >= 0 && axis < input.dim() && input.shape[axis] % 2 == 0) return nn.functional.glu(input, Axis);
        throw new ShapeException("Glu", $"an even size in dimension {Axis}", $"an input {Shape.Of(input)}", "Give the layer before it twice the units.");
    }
}
