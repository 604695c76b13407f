using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Marks the steps of sequences <c>[batch, time, ...]</c> all of whose values are one number as padding: the output carries a <see cref="SequenceMask"/> and has zeros there.</summary>
[CustomObject("onnxforge/masking")]
public sealed class Masking : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="maskValue">The number, default 0.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">maskValue is not finite.</exception>
    public Masking(double maskValue = 0, string? name = null) : base(name) =>
        MaskValue = double.IsFinite(maskValue) ? maskValue : throw new ConfigException(Where, "a finite maskValue", $"{maskValue}", "Correct maskValue.");

    /// <summary>The number that padding is made of.</summary>
    public double MaskValue { get; }

    private protected override InputLayout Layout => new("batch, time, features, ...");

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        using Scalar padding = MaskValue, zero = 0;
        var real = input.ne(padding).flatten(2).any(-1);
        var outside = real.reshape([.. real.shape, .. Enumerable.Repeat(1L, (int)input.dim() - 2)]).logical_not();
        var carried = SequenceMask.OfSteps(Where, input);
        return SequenceMask.Attach(input.masked_fill(outside, zero), carried is null ? real : real.logical_and(carried));
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
