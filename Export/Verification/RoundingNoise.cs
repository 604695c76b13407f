using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Moves each result that an operator has rounded by what operators of its kind are off by while the function runs, so that its own sensitivity shows (Monte Carlo arithmetic, Parker 1997).</summary>
/// <param name="unit">The unit roundoff to move by, at least that of the result's type.</param>
/// <param name="generator">The source of the noise.</param>
internal sealed class RoundingNoise(double unit, Generator generator) : ITraceWatcher
{
    // what moves, selects or makes values without rounding them
    private static readonly HashSet<string> Exact =
    [
        "abs", "alias", "amax", "amin", "arange", "as_strided", "cat", "ceil", "chunk", "clamp", "clamp_max", "clamp_min", "clone", "concat", "constant_pad_nd", "contiguous", "copy", "detach", "diagonal", "embedding", "empty", "expand", "eye",
        "fill", "flatten", "flip", "floor", "full", "full_like", "gather", "hardtanh", "index", "index_copy", "index_fill", "index_put", "index_select", "lift_fresh", "masked_fill", "masked_select", "max", "max_pool1d", "max_pool2d", "max_pool3d",
        "maximum", "min", "minimum", "narrow", "neg", "new_full", "new_zeros", "ones", "ones_like", "pad", "permute", "pixel_shuffle", "pixel_unshuffle", "reflection_pad1d", "reflection_pad2d", "relu", "repeat", "repeat_interleave", "replication_pad1d",
        "replication_pad2d", "reshape", "resize", "roll", "round", "scalar_tensor", "scatter", "select", "sign", "slice", "sort", "split", "stack", "take", "take_along_dim", "tile", "topk", "transpose", "tril", "triu", "trunc", "unbind", "unfold",
        "upsample_nearest1d", "upsample_nearest2d", "view", "where", "zero", "zeros", "zeros_like",
    ];

    // these round only what does not fit: a number with few digits is exact
    private static readonly HashSet<string> Arithmetic = ["add", "addmm", "addmv", "baddbmm", "bmm", "dot", "div", "linear", "matmul", "mean", "mm", "mul", "mv", "nansum", "rsub", "square", "sub", "sum", "to", "_to_copy"];

    // these take a mean or a multiple of another row off, which may leave little of what was rounded: roundings inside of them count as if their
    // argument had been rounded, few digits or not
    private static readonly HashSet<string> Cancelling =
        ["cholesky", "cholesky_inverse", "cholesky_solve", "geqrf", "lu_solve", "native_batch_norm", "native_group_norm", "native_layer_norm", "std", "std_mean", "triangular_solve", "var", "var_mean"];

    // of the digits of a type, those that a number with few digits leaves free
    private const double SpareDigits = 1.0 / 128;

    private readonly HashSet<TraceCall> done = [];
    private readonly Dictionary<TraceCall, (Tensor Argument, Tensor Values)> before = [];

    /// <summary>Moves the argument of a call that cancels inside, until it ends.</summary>
    public void Started(TraceCall call)
    {
        if (!Cancels(NameOf(call)) || TraceArgument.Tensors(call.Inputs.Take(1)).FirstOrDefault()?.Handle is not { } argument || !argument.is_floating_point() || Overlaps(argument)) return;
        before.Add(call, (argument, argument.clone().DetachFromDisposeScope()));
        Move(argument, 2, keepsFewDigits: false);
    }

    /// <summary>Moves the results of a call that ends, unless those of a call inside of it were moved.</summary>
    public void Ended(TraceCall call)
    {
        if (before.Remove(call, out var argument))
            using (argument.Values) argument.Argument.copy_(argument.Values);
        if (call.Children.Any(done.Contains))
        {
            done.Add(call);
            return;
        }
        var name = NameOf(call);
        if (Exact.Contains(name)) return;
        var inputs = TraceArgument.Tensors(call.Inputs).Select(t => t.Storage).ToHashSet();
        foreach (var output in TraceArgument.Tensors(call.Outputs))
            if (output.Handle.is_floating_point() && output.Storage != 0 && (!inputs.Contains(output.Storage) || WritesInto(call, output)))
            {
                bool keepsFewDigits = Arithmetic.Contains(name);
                Move(output.Handle, keepsFewDigits ? 2 : RoundingFactors.Elementary, keepsFewDigits, call);
                done.Add(call);
            }
    }

    // other results on the memory of an argument are views, of a weight perhaps
    private static bool WritesInto(TraceCall call, TracedTensor output) => TraceArgument.Tensors(call.WrittenInputs).Any(t => ReferenceEquals(t, output));

    private static bool Cancels(string name) => Cancelling.Contains(name) || name.Contains("linalg_", StringComparison.Ordinal);

    private static string NameOf(TraceCall call) => call.Name[(call.Name.LastIndexOf(':') + 1)..].TrimEnd('_');

    // memory that stands for several elements cannot hold a value for each
    private static bool Overlaps(Tensor tensor) => tensor.stride().Zip(tensor.shape).Any(s => s is { First: 0, Second: > 1 });

    private void Move(Tensor values, double roundings, bool keepsFewDigits, TraceCall? call = null)
    {
        using var scope = NewDisposeScope();
        values.copy_(Moved(values, roundings, keepsFewDigits, call is null ? null : TermSums.Of(NameOf(call), call)));
    }

    /// <summary>The values moved by up to so many roundings.</summary>
    /// <param name="values">The values.</param>
    /// <param name="roundings">How many.</param>
    /// <param name="keepsFewDigits">Whether multiples of an eighth stay that are far from filling the type's digits.</param>
    /// <param name="magnitudes">What to take roundings of; null for the values' own magnitudes.</param>
    public Tensor Moved(Tensor values, double roundings, bool keepsFewDigits, Tensor? magnitudes = null)
    {
        double own = ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(values.dtype));
        var wide = values.to(float64);
        var moved = wide + (rand(values.shape, float64, generator: generator) * 2 - 1).to(values.device) * (Math.Max(unit, own) * roundings) * (magnitudes ?? wide.abs());
        var stays = wide.isfinite().logical_not();
        if (keepsFewDigits) stays = (wide * 8).frac().eq(0).logical_and(wide.abs() < SpareDigits / own).logical_or(stays);
        return where(stays, wide, moved).to(values.dtype);
    }
}
