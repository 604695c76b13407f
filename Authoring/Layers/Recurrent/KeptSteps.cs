using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Moves the steps that a mask keeps to the front of their sequences, so that a kernel reads them without gaps, and puts its outputs where the steps were.</summary>
/// <remarks>It has no loop over time and no size of its own, so that it is exported with any length.</remarks>
internal sealed class KeptSteps
{
    // Beyond what any gate's sum reaches, and a number in float16.
    private const double Saturation = 1e4;

    private readonly Tensor mask;
    private readonly Tensor places;
    private readonly Tensor count;

    /// <summary>The steps of a bool mask, <c>[batch, time]</c>.</summary>
    public KeptSteps(Tensor mask)
    {
        this.mask = mask;
        places = mask.to(ScalarType.Int64).cumsum(1);
        count = places.narrow(1, mask.shape[1] - 1, 1);
    }

    /// <summary>The kept steps, and zeros behind them, <c>[batch, time, features]</c>. What stands in the others, NaN included, reaches nothing.</summary>
    public Tensor Front(Tensor steps)
    {
        var (batch, time, features) = (steps.shape[0], steps.shape[1], steps.shape[2]);
        // The steps that are left out meet at place 0, which is cut off.
        var place = (places * mask.to(ScalarType.Int64)).unsqueeze(-1).expand(batch, time, features);
        return zeros([batch, time + 1, features], steps.dtype, steps.device).scatter(1, place, steps).narrow(1, 1, time);
    }

    /// <summary>1 behind the kept steps and 0 on them, <c>[batch, time, 1]</c>.</summary>
    public Tensor Behind(Tensor like) => arange(mask.shape[1], ScalarType.Int64, device: mask.device).unsqueeze(0).ge(count).unsqueeze(-1).to(like.dtype);

    /// <summary>The output at every time: a step that is left out repeats the one before it, zeros at the beginning. <c>[batch, time, units]</c>.</summary>
    public Tensor All(Tensor outputs) => At(places, zeros_like(outputs.narrow(1, 0, 1)), outputs);

    /// <summary>The output of the last kept step, or what there was before the first, <c>[batch, units]</c>.</summary>
    public Tensor Last(Tensor outputs, Tensor before) => At(count, before.unsqueeze(1), outputs).squeeze(1);

    /// <summary>For the blocks input, forget, cell and output gate: the column of a kernel that opens the forget gate and closes the input gate, so that the cell stays as it is.</summary>
    public static Tensor Hold(Tensor kernel)
    {
        var units = kernel.shape[0] / 4;
        Tensor Block(double value) => full([units, 1], value, kernel.dtype, kernel.device);
        return cat([Block(-Saturation), Block(Saturation), Block(0), Block(0)], 0);
    }

    private static Tensor At(Tensor places, Tensor before, Tensor outputs)
    {
        var index = places.unsqueeze(-1).expand(places.shape[0], places.shape[1], outputs.shape[2]);
        return cat([before, outputs], 1).gather(1, index);
    }
}
