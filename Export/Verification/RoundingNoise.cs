using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Moves each result that an operator has rounded by what operators of its kind are off by while the function runs, so that its own sensitivity shows (Monte Carlo arithmetic, Parker 1997).</summary>
/// <param name="unit">The unit roundoff to move by, at least that of the result's type.</param>
/// <param name="generator">The source of the noise.</param>
/// <param name="together">Whether all elements of a result are moved by the same share, as equal numbers are; else each by its own.</param>
internal sealed class RoundingNoise(double unit, Generator generator, bool together = false) : ITraceWatcher
{
    // what moves, selects or makes values without rounding them
    private static readonly HashSet<string> Exact =
    [
        "abs", "alias", "amax", "amin", "arange", "as_strided", "cat", "ceil", "chunk", "clamp", "clamp_max", "clamp_min", "clone", "concat", "constant_pad_nd", "contiguous", "copy", "detach", "diagonal", "embedding", "empty", "empty_like", "empty_permuted", "empty_strided", "expand", "eye",
        "fill", "flatten", "flip", "floor", "full", "full_like", "gather", "hardtanh", "index", "index_copy", "index_fill", "index_put", "index_select", "lift_fresh", "masked_fill", "masked_select", "max", "max_pool1d", "max_pool2d", "max_pool3d",
        "maximum", "min", "minimum", "narrow", "neg", "new_empty", "new_empty_strided", "new_full", "new_ones", "new_zeros", "ones", "ones_like", "pad", "permute", "pixel_shuffle", "pixel_unshuffle", "reflection_pad1d", "reflection_pad2d", "relu", "repeat", "repeat_interleave", "replication_pad1d",
        "replication_pad2d", "reshape", "resize", "roll", "round", "scalar_tensor", "scatter", "select", "sign", "slice", "sort", "split", "stack", "take", "take_along_dim", "tile", "topk", "transpose", "tril", "triu", "trunc", "unbind", "unfold",
        "upsample_nearest1d", "upsample_nearest2d", "view", "where", "zero", "zeros", "zeros_like",
    ];

    // these round only what does not fit: a number with few digits is exact
    private static readonly HashSet<string> Arithmetic = ["add", "addmm", "addmv", "baddbmm", "bmm", "dot", "div", "linear", "matmul", "mean", "mm", "mul", "mv", "nansum", "rsub", "square", "sub", "sum", "to", "_to_copy"];

    // never negative, whatever is left of the cancellation
    private static readonly string[] Spreads = ["std", "std_mean", "var", "var_mean"];

    // these take a mean off, which may leave little of what was rounded: roundings inside of them count as if their argument had been rounded, few
    // digits or not
    private static readonly HashSet<string> Cancelling =
        ["native_batch_norm", "native_group_norm", "native_layer_norm", .. Spreads];

    // these factor or solve, and are as far off as if each element of their matrix had been moved by roundings of the matrix's norm (Higham,
    // Accuracy and Stability of Numerical Algorithms, 2002); so are those named linalg_*, but for a few
    private static readonly HashSet<string> Factoring = ["cholesky", "cholesky_inverse", "cholesky_solve", "geqrf", "lu_solve", "triangular_solve"];
    private static readonly HashSet<string> NotFactoring = ["linalg_cross", "linalg_diagonal", "linalg_multi_dot", "linalg_norm", "linalg_vander", "linalg_vecdot", "linalg_vector_norm"];

    // libtorch computes these from numbers as narrow as the argument: what turns over or has poles magnifies their roundings likewise
    private static readonly HashSet<string> Special = ["digamma", "erfinv", "i0", "igamma", "igammac", "lgamma", "mvlgamma", "polygamma"];

    // of the digits of a type, those that a number with few digits leaves free
    private const double SpareDigits = 1.0 / 128;

    // what libtorch's special functions are off by, in roundings: those of Cephes, from which many of them are, state errors of some tens
    private const double SpecialFunction = 32;

    private readonly Dictionary<TraceCall, HashSet<nint>> moved = [];
    private readonly Dictionary<TraceCall, (Tensor Argument, Tensor Values)> before = [];
    private readonly Dictionary<nint, nint> scaledFrom = [], logisticOf = [];
    private int magnifying;

    /// <summary>Moves the argument of a call that cancels inside, until it ends; what is written in place stays as it was computed.</summary>
    public void Started(TraceCall call)
    {
        var name = NameOf(call);
        if (!MagnifiesInside(name)) return;
        magnifying++;
        if (TraceArgument.Tensors(call.Inputs).FirstOrDefault()?.Handle is not { } argument || !(argument.is_floating_point() || argument.is_complex()) || Overlaps(argument)) return;
        before.Add(call, (argument, argument.detach().clone().DetachFromDisposeScope()));
        using var gradients = no_grad();
        using var scope = NewDisposeScope();
        NativeTensors.Overwrite(argument, Moved(argument, 2, keepsFewDigits: false, Norms(name, call, argument)));
    }

    /// <summary>Moves the results of a call that ends, unless a call inside of it made and moved them.</summary>
    public void Ended(TraceCall call)
    {
        if (before.Remove(call, out var argument))
            using (argument.Values)
                if (!call.WritesSelf) NativeTensors.Overwrite(argument.Argument, argument.Values);
        var settled = call.Children.SelectMany(child => moved.GetValueOrDefault(child) ?? []).ToHashSet();
        var name = NameOf(call);
        if (MagnifiesInside(name)) magnifying--;
        if (!Exact.Contains(name)) MoveResults(name, call, settled);
        if (settled.Count > 0) moved.Add(call, settled);
        NoteLogistic(name, call);
    }

    // by memory: what was multiplied by a number, and the logistic function of what
    private void NoteLogistic(string name, TraceCall call)
    {
        if (name is not ("sigmoid" or "mul" or "div") || TraceArgument.Tensors(call.Inputs).ToList() is not [var argument]) return;
        foreach (var output in TraceArgument.Tensors(call.Outputs))
            if (name == "sigmoid") logisticOf[output.Storage] = scaledFrom.GetValueOrDefault(argument.Storage, argument.Storage);
            else scaledFrom[output.Storage] = argument.Storage;
    }

    // a number times its own logistic function is SiLU, written by hand
    private Tensor? HandWrittenSilu(string name, TraceCall call)
    {
        if (name != "mul" || call.WritesSelf || TraceArgument.Tensors(call.Inputs).ToList() is not [var first, var second]) return null;
        return logisticOf.GetValueOrDefault(second.Storage) == first.Storage ? TermSums.Magnitudes(first.Handle) : logisticOf.GetValueOrDefault(first.Storage) == second.Storage ? TermSums.Magnitudes(second.Handle) : null;
    }

    private void MoveResults(string name, TraceCall call, HashSet<nint> settled)
    {
        bool isArithmetic = Arithmetic.Contains(name), keepsFewDigits = isArithmetic && magnifying == 0; // an integer that a special function takes as a number, say
        double roundings = isArithmetic ? 2 : IsSpecial(name) ? SpecialFunction : RoundingFactors.Elementary;
        var inputs = TraceArgument.Tensors(call.Inputs).Select(t => t.Storage).ToHashSet();
        foreach (var (position, output) in TraceArgument.Tensors(call.Outputs).Index())
        {
            bool isNew = output.Storage != 0 && !settled.Contains(output.Storage) && (!inputs.Contains(output.Storage) || WritesInto(call, output));
            if (!isNew || !output.Handle.is_floating_point() || Widens(name, call, output)) continue;
            using var gradients = no_grad();
            using var scope = NewDisposeScope();
            var changed = Moved(output.Handle, roundings, keepsFewDigits, position == 0 ? HandWrittenSilu(name, call) ?? TermSums.Of(name, call) : null);
            NativeTensors.Overwrite(output.Handle, position == 0 && Spreads.Contains(name) ? changed.relu() : changed);
            settled.Add(output.Storage);
        }
    }

    // a number of few digits is one of more digits, too
    private static bool Widens(string name, TraceCall call, TracedTensor output) => name is "to" or "_to_copy" && TraceArgument.Tensors(call.Inputs).First().Type is var from && TorchTypes.IsReal(from)
        && ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(from)) is > 0 and var unit && unit >= ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(output.Type));

    // other results on the memory of an argument are views, of a weight perhaps
    private static bool WritesInto(TraceCall call, TracedTensor output) => TraceArgument.Tensors(call.WrittenInputs).Any(t => ReferenceEquals(t, output));

    private static bool MagnifiesInside(string name) => Cancelling.Contains(name) || Factors(name) || IsSpecial(name) || IsFourier(name);

    private static bool Factors(string name) => Factoring.Contains(name) || (name.Contains("linalg_", StringComparison.Ordinal) && !NotFactoring.Contains(name));

    private static bool IsSpecial(string name) => Special.Contains(name) || name.StartsWith("special_", StringComparison.Ordinal);

    private static bool IsFourier(string name) => name.StartsWith("_fft_", StringComparison.Ordinal);

    // each result of a factorization or a transform is made of all numbers of the matrix or the dimensions, so that it is off by roundings of their norm
    private static Tensor? Norms(string name, TraceCall call, Tensor argument)
    {
        if (Factors(name) && argument.dim() >= 2) return Norm(argument, [-2, -1]);
        return IsFourier(name) && call.Inputs[1] is TraceArgument.OfList list ? Norm(argument, [.. list.Items.Cast<TraceArgument.Integer>().Select(i => i.Value)]) : null;
    }

    private static Tensor Norm(Tensor values, long[] dimensions) => values.abs().to(float64).square().sum(dimensions, true).sqrt();

    private static string NameOf(TraceCall call) => call.Name[(call.Name.LastIndexOf(':') + 1)..].TrimEnd('_');

    // memory that stands for several elements cannot hold a value for each
    private static bool Overlaps(Tensor tensor) => tensor.stride().Zip(tensor.shape).Any(s => s is { First: 0, Second: > 1 });

    /// <summary>The values moved by up to so many roundings.</summary>
    /// <param name="values">The values.</param>
    /// <param name="roundings">How many.</param>
    /// <param name="keepsFewDigits">Whether multiples of an eighth stay that are far from filling the type's digits.</param>
    /// <param name="magnitudes">What to take roundings of; null for the values' own magnitudes.</param>
    public Tensor Moved(Tensor values, double roundings, bool keepsFewDigits, Tensor? magnitudes = null)
    {
        double own = ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(values.dtype)), step = Math.Max(unit, own) * roundings;
        if (values.is_complex()) return (values.to(complex128) + complex(Uniform(values), Uniform(values)) * (step * (magnitudes ?? values.abs().to(float64)))).to(values.dtype);
        var wide = values.to(float64);
        var changed = wide + Uniform(values) * step * (magnitudes ?? wide.abs());
        var stays = wide.isfinite().logical_not();
        if (keepsFewDigits) stays = (wide * 8).frac().eq(0).logical_and(wide.abs() < SpareDigits / own).logical_or(stays);
        return where(stays, wide, changed).to(values.dtype);
    }

    private Tensor Uniform(Tensor values) => (rand(together ? [] : values.shape, float64, generator: generator) * 2 - 1).to(values.device);
}
