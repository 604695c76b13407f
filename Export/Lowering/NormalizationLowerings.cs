namespace OnnxForge.Export;

/// <summary>Normalization over a batch, a layer, groups or instances.</summary>
internal static class NormalizationLowerings
{
    private const string TrainingReason = "batch normalization in training mode computes and updates its statistics from the batch; call eval() before the export";

    [Lowering("aten::batch_norm", "aten::_batch_norm_impl_index", "aten::cudnn_batch_norm")]
    public static Value BatchNorm(LoweringContext c) => Batch(c, c.OptionalInput(3), c.OptionalInput(4), c.Boolean(5), c.Number(7));

    [Lowering("aten::native_batch_norm")]
    public static IReadOnlyList<Value> NativeBatchNorm(LoweringContext c)
    {
        if (!c.IsNone(3)) return [BatchNorm(c)];
        var (mean, reciprocal) = Moments(c, c.Input(0), [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != 1)], c.Number(7));
        Value ByChannel(Value moment) => c.Op("Reshape", [moment, c.Int64s(-1)]);
        return [BatchNorm(c), ByChannel(mean), ByChannel(reciprocal)];
    }

    [Lowering("aten::_native_batch_norm_legit", "aten::_batch_norm_with_update")]
    public static Value BatchNormLegit(LoweringContext c) => Batch(c, c.OptionalInput(3), c.OptionalInput(4), c.Operator == "aten::_batch_norm_with_update" || c.Boolean(5), c.Number(c.Operator == "aten::_batch_norm_with_update" ? 6 : 7));

    [Lowering("aten::_native_batch_norm_legit_no_training", "aten::_batch_norm_no_update")]
    public static Value BatchNormInference(LoweringContext c) => Batch(c, c.OptionalInput(3), c.OptionalInput(4), false, c.Number(6));

    [Lowering("aten::_native_batch_norm_legit.no_stats")]
    public static Value BatchNormWithoutStatistics(LoweringContext c) => Batch(c, null, null, c.Boolean(3), c.Number(5));

    [Lowering("aten::instance_norm")]
    public static Value InstanceNorm(LoweringContext c)
    {
        bool ofInput = c.Boolean(5);
        if (!ofInput) return Batch(c, c.OptionalInput(3), c.OptionalInput(4), false, c.Number(7));
        if (!c.IsNone(3)) throw LoweringContext.Refuse("instance normalization in training mode updates its running statistics; call eval() before the export");
        var x = c.Input(0);
        if (x.Type == DataType.Float)
        {
            var (scale, shift) = ScaleAndShift(c, x.Type, Channels(c));
            return c.Op("InstanceNormalization", [x, scale, shift], [new FloatAttribute("epsilon", (float)c.Number(7))]);
        }
        return Affine(c, Standardize(c, x, [.. Enumerable.Range(2, c.Rank(0) - 2)], c.Number(7)), c.OptionalInput(1), c.OptionalInput(2), c.Rank(0));
    }

    [Lowering("aten::group_norm")]
    public static Value GroupNorm(LoweringContext c) => Group(c, c.Integer(1), c.OptionalInput(2), c.OptionalInput(3), c.Number(4, 1e-5));

    // input, weight, bias, batch, channels, inner size, groups, epsilon
    [Lowering("aten::native_group_norm")]
    public static IReadOnlyList<Value> NativeGroupNorm(LoweringContext c)
    {
        long groups = c.Integer(6);
        var (mean, reciprocal) = Moments(c, c.Reshape(c.Input(0), InGroups(c, groups)), [2], c.Number(7));
        return [Group(c, groups, c.OptionalInput(1), c.OptionalInput(2), c.Number(7)), c.Squeeze(mean, 2), c.Squeeze(reciprocal, 2)];
    }

    /// <summary>The normalized argument, its mean and the reciprocal of its deviation; those two are for a backward pass, and gone where there is none.</summary>
    [Lowering("aten::native_layer_norm")]
    public static IReadOnlyList<Value> LayerNormAndMoments(LoweringContext c)
    {
        var x = c.Input(0);
        int[] axes = [.. Enumerable.Range(c.Rank(0) - c.Sizes(1).Count, c.Sizes(1).Count)];
        var mean = c.Mean(x, true, axes);
        var centred = c.Subtract(x, mean);
        var variance = c.Mean(c.Multiply(centred, centred), true, axes);
        return [LayerNorm(c), mean, c.Op("Reciprocal", [c.SquareRoot(c.Add(variance, c.Scalar(c.Number(4), x.Type)))])];
    }

    [Lowering("aten::layer_norm")]
    public static Value LayerNorm(LoweringContext c)
    {
        var x = c.Input(0);
        var normalized = c.Integers(1);
        var scale = c.OptionalInput(2) ?? c.Numbers(Enumerable.Repeat(1.0, (int)normalized.Aggregate(1L, (a, b) => a * b)), x.Type, normalized);
        List<NodeAttribute> attributes = [new IntAttribute("axis", -normalized.Length), new FloatAttribute("epsilon", (float)c.Number(4, 1e-5))];
        return c.Op("LayerNormalization", c.OptionalInput(3) is { } shift ? [x, scale, shift] : [x, scale], attributes);
    }

    // libtorch: x / sqrt(mean(x^2) + epsilon) * weight, the square's mean in float32 for half precision
    [Lowering("aten::rms_norm", "aten::_fused_rms_norm")]
    public static Value RootMeanSquareNorm(LoweringContext c)
    {
        var type = c.ResultType;
        var wide = type is DataType.Float16 or DataType.BFloat16 ? DataType.Float : type;
        var x = c.Cast(c.Input(0), wide);
        double epsilon = c.Number(3, type switch { DataType.Double => Math.Pow(2, -52), _ => Math.Pow(2, -23) });
        var axes = Enumerable.Range(c.Rank(0) - c.Integers(1).Length, c.Integers(1).Length).ToArray();
        var root = c.SquareRoot(c.Add(c.Mean(c.Multiply(x, x), true, axes), c.Scalar(epsilon, wide)));
        var normalized = c.Divide(x, root);
        if (c.OptionalInput(2) is { } weight) normalized = c.Multiply(normalized, c.Cast(weight, wide));
        return c.Cast(normalized, type);
    }

    // direction, length, the dimension that keeps its own lengths
    [Lowering("aten::_weight_norm", "aten::_weight_norm_interface")]
    public static IReadOnlyList<Value> WeightNorm(LoweringContext c)
    {
        int axis = c.Axis(2);
        var length = StatisticsLowerings.Norm(c, c.Input(0), 2, [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != axis)], true);
        return [c.Multiply(c.Input(0), c.Divide(c.Input(1), length)), length];
    }

    /// <summary>(x - mean) / sqrt(variance + epsilon) over the given dimensions, the variance that of the population.</summary>
    public static Value Standardize(LoweringContext c, Value x, int[] axes, double epsilon)
    {
        var centered = c.Subtract(x, c.Mean(x, true, axes));
        var variance = c.Mean(c.Multiply(centered, centered), true, axes);
        return c.Divide(centered, c.SquareRoot(c.Add(variance, c.Scalar(epsilon, x.Type))));
    }

    // the mean and the reciprocal of the deviation are for a backward pass, and gone where there is none
    private static (Value Mean, Value Reciprocal) Moments(LoweringContext c, Value x, int[] axes, double epsilon)
    {
        Value Mean(Value values) => ReductionLowerings.ReduceOver(c, "ReduceMean", values, axes, keep: true);
        var mean = Mean(x);
        var centered = c.Subtract(x, mean);
        return (mean, c.Op("Reciprocal", [c.SquareRoot(c.Add(Mean(c.Multiply(centered, centered)), c.Scalar(epsilon, x.Type)))]));
    }

    private static Value Batch(LoweringContext c, Value? mean, Value? variance, bool training, double epsilon)
    {
        if (training && mean is not null) throw LoweringContext.Refuse(TrainingReason);
        var x = c.Input(0);
        if (training || mean is null || variance is null) // without running statistics the batch's own are used in evaluation too
            return Affine(c, Standardize(c, x, [.. Enumerable.Range(0, c.Rank(0)).Where(d => d != 1)], epsilon), c.OptionalInput(1), c.OptionalInput(2), c.Rank(0));
        var (scale, shift) = ScaleAndShift(c, x.Type, Channels(c));
        return c.Op("BatchNormalization", [x, scale, shift, mean, variance], [new FloatAttribute("epsilon", (float)epsilon)]);
    }

    private static Value Group(LoweringContext c, long groups, Value? scale, Value? shift, double epsilon)
    {
        var x = c.Input(0);
        var grouped = c.Reshape(x, InGroups(c, groups));
        var normalized = x.Type == DataType.Float
            ? c.Op("InstanceNormalization", [grouped, Repeated(c, 1, x.Type, groups), Repeated(c, 0, x.Type, groups)], [new FloatAttribute("epsilon", (float)epsilon)])
            : Standardize(c, grouped, [2], epsilon);
        return Affine(c, c.ReshapeToResult(normalized), scale, shift, c.Rank(0));
    }

    private static List<Dimension> InGroups(LoweringContext c, long groups) =>
        [c.Shape(0)[0], Dimension.Of(groups), c.Shape(0).Skip(1).Aggregate(Dimension.Of(1), (a, b) => a * b).FloorDivide(groups)];

    // weight and bias belong to dimension 1
    private static Value Affine(LoweringContext c, Value x, Value? scale, Value? shift, int rank)
    {
        long[] trailing = [.. Enumerable.Range(1, Math.Max(0, rank - 2)).Select(d => (long)d)];
        if (scale is not null) x = c.Multiply(x, c.Unsqueeze(scale, trailing));
        return shift is null ? x : c.Add(x, c.Unsqueeze(shift, trailing));
    }

    private static long Channels(LoweringContext c) => LoweringContext.Fixed(c.Shape(0)[1]);

    private static (Value Scale, Value Shift) ScaleAndShift(LoweringContext c, DataType type, long channels) =>
        (c.OptionalInput(1) ?? Repeated(c, 1, type, channels), c.OptionalInput(2) ?? Repeated(c, 0, type, channels));

    private static Value Repeated(LoweringContext c, double number, DataType type, long count) => c.Numbers(Enumerable.Repeat(number, (int)count), type, count);
}
