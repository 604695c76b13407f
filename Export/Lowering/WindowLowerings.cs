namespace OnnxForge.Export;

/// <summary>Windows of signals, and the frequencies of a transform's bins, of fixed or of dynamic size.</summary>
internal static class WindowLowerings
{
    [Lowering("aten::hann_window", "aten::hann_window.periodic")]
    public static Value Hann(LoweringContext c) => CosineSum(c, [0.5, 0.5]);

    [Lowering("aten::hamming_window", "aten::hamming_window.periodic", "aten::hamming_window.periodic_alpha", "aten::hamming_window.periodic_alpha_beta")]
    public static Value Hamming(LoweringContext c)
    {
        bool alphaGiven = c.Operator.Contains("alpha", StringComparison.Ordinal), betaGiven = c.Operator.EndsWith("beta", StringComparison.Ordinal);
        return CosineSum(c, [alphaGiven ? c.Number(2) : 0.54, betaGiven ? c.Number(3) : 0.46]);
    }

    [Lowering("aten::blackman_window", "aten::blackman_window.periodic")]
    public static Value Blackman(LoweringContext c) => CosineSum(c, [0.42, 0.5, 0.08]);

    // 1 - |2 i / span - 1|
    [Lowering("aten::bartlett_window", "aten::bartlett_window.periodic")]
    public static Value Bartlett(LoweringContext c) => Window(c, (i, span) => 1 - Math.Abs(2 * i / span - 1), (i, span) =>
        c.Subtract(c.Scalar(1, i.Type), c.Absolute(c.Subtract(c.Divide(c.Multiply(i, 2), span), c.Scalar(1, i.Type)))));

    // its values are libtorch's own
    [Lowering("aten::kaiser_window", "aten::kaiser_window.periodic", "aten::kaiser_window.beta")]
    public static Value Kaiser(LoweringContext c)
    {
        double beta = c.Operator.EndsWith("beta", StringComparison.Ordinal) ? c.Number(2) : 12;
        using var window = TorchSharp.torch.kaiser_window(c.Integer(0), IsPeriodic(c), (float)beta, c.Result().Type);
        return c.Constant(TorchTypes.ToConstant(window));
    }

    // bins / (n * spacing): from 0 up, and from the middle on counted backwards from 0
    [Lowering("aten::fft_fftfreq", "aten::fft_rfftfreq")]
    public static Value Frequencies(LoweringContext c)
    {
        var size = c.Size(0);
        double spacing = c.Number(1, 1);
        if (size.TryGetConstant(out long n)) return Numbers(c, LoweringContext.Fixed(c.ResultShape()[0]), i => (c.Name == "fft_rfftfreq" || i < (n + 1) / 2 ? i : i - n) / (n * spacing));
        var count = c.ResultType == DataType.Double ? DataType.Double : DataType.Float;
        var bins = Count(c, c.Name == "fft_rfftfreq" ? size.FloorDivide(2) + Dimension.Of(1) : size, count);
        var whole = c.Cast(c.SizeScalar(size), count);
        if (c.Name == "fft_fftfreq")
        {
            var middle = c.Cast(c.SizeScalar((size + Dimension.Of(1)).FloorDivide(2)), count);
            bins = c.Where(c.Less(bins, middle), bins, c.Subtract(bins, whole));
        }
        return c.Cast(c.Divide(bins, c.Multiply(whole, spacing)), c.ResultType);
    }

    // a0 - a1 cos(2π i / span) + a2 cos(4π i / span)
    private static Value CosineSum(LoweringContext c, double[] factors) => Window(c, (i, span) => factors.Select((factor, k) => (k % 2 == 0 ? factor : -factor) * Math.Cos(2 * Math.PI * k * i / span)).Sum(), (i, span) =>
    {
        var sum = c.Scalar(factors[0], i.Type);
        for (int k = 1; k < factors.Length; k++)
            sum = c.Add(sum, c.Multiply(c.Op("Cos", [c.Divide(c.Multiply(i, 2 * Math.PI * k), span)]), k % 2 == 0 ? factors[k] : -factors[k]));
        return sum;
    });

    // a periodic window is the beginning of a symmetric one that is longer by one; a window of one element is 1
    private static Value Window(LoweringContext c, Func<double, double, double> number, Func<Value, Value, Value> shape)
    {
        var size = c.Size(0);
        if (size.TryGetConstant(out long n)) return Numbers(c, n, i => n == 1 ? 1 : number(i, IsPeriodic(c) ? n : n - 1));
        var span = IsPeriodic(c) ? size : size - Dimension.Of(1);
        var type = DataType.Double; // few numbers, and exact to the last digit of the result
        var count = c.Cast(c.SizeScalar(span), type);
        var one = c.Scalar(1, type);
        var values = shape(Count(c, size, type), c.Where(c.Equal(count, 0), one, count));
        return c.Cast(c.Where(c.Equal(c.Cast(c.SizeScalar(size), type), 1), one, values), c.ResultType);
    }

    private static bool IsPeriodic(LoweringContext c) => !c.IsBoolean(1) || c.Boolean(1);

    private static Value Numbers(LoweringContext c, long count, Func<long, double> number) => c.Numbers(Enumerable.Range(0, (int)count).Select(i => number(i)), c.ResultType, count);

    // 0, 1, 2, ...
    private static Value Count(LoweringContext c, Dimension size, DataType type) =>
        c.Op("Range", [c.Scalar(0, type), c.Cast(c.SizeScalar(size), type), c.Scalar(1, type)], type: type);
}
