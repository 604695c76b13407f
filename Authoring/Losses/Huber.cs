using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Half the squared error of each element where the error is at most <paramref name="Delta"/>, and a line of slope <paramref name="Delta"/> beyond (Huber 1964).</summary>
/// <param name="Delta">Where the line begins, above 0, in the target's unit, default 1.</param>
/// <param name="Reduction">How the values become one number, default their mean.</param>
[CustomObject("onnxforge/huber")]
public sealed record Huber(double Delta = 1.0, Reduction Reduction = Reduction.Mean) : Loss(Reduction)
{
    /// <summary>Where the line begins.</summary>
    public double Delta { get; init; } = Settings.Above(0, Delta, nameof(Huber), "delta");

    /// <inheritdoc/>
    public override Tensor Compute(Tensor target, Tensor prediction)
    {
        var size = (prediction - target).abs();
        var squared = size.clamp(max: Delta);
        return squared * (size - squared / 2);
    }
}
