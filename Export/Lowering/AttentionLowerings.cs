namespace OnnxForge.Export;

/// <summary>Attention, from the single product to the fused encoder layer, composed of matrix products and a softmax.</summary>
internal static class AttentionLowerings
{
    // query, key, value, mask, dropout, causal, scale, grouped queries
    [Lowering("aten::scaled_dot_product_attention")]
    public static Value ScaledDotProduct(LoweringContext c)
    {
        if (c.Number(4, 0) != 0) throw LoweringContext.Refuse("attention with dropout is random; pass 0 outside of training");
        var (query, key, value) = (c.Input(0), c.Input(1), c.Input(2));
        if (c.Boolean(7)) (key, value) = (RepeatHeads(c, key, 1), RepeatHeads(c, value, 2));
        var width = c.Shape(0)[^1];
        bool fixedScale = c.IsNone(6) ? width.TryGetConstant(out _) : c.IsFixedNumber(6);
        var scores = fixedScale ? Scores(c, query, key, c.Rank(1), c.IsNone(6) ? 1 / Math.Sqrt(LoweringContext.Fixed(width)) : c.Number(6))
            : c.MatrixProduct(c.Multiply(query, c.IsNone(6) ? ReciprocalRoot(c, width, query.Type) : c.NumberValue(6, query.Type)), Turned(c, key, c.Rank(1)));
        bool masked = !c.IsNone(3);
        if (masked) scores = c.Input(3).Type == DataType.Bool ? c.Where(c.Input(3), scores, Infinite(c, scores)) : c.Add(scores, c.Cast(c.Input(3), scores.Type));
        if (c.Boolean(5)) scores = c.Where(CausalMask(c), scores, Infinite(c, scores));
        return c.MatrixProduct(masked ? SafeSoftmax(c, scores) : Softmax(c, scores), value);
    }

    // query, key, value, width, heads, qkv weight, qkv bias, projection weight, projection bias, mask, weights wanted, weights averaged, mask's kind
    [Lowering("aten::_native_multi_head_attention")]
    public static IReadOnlyList<Value> MultiHead(LoweringContext c)
    {
        var (output, weights) = SelfAttention(c, c.Input(0), c.Input(1), c.Input(2), firstWeight: 5, heads: c.Integer(4), maskAt: 9, kindAt: 12);
        if (!c.Boolean(10, true)) return [output];
        return [output, c.Boolean(11, true) ? c.Mean(weights, false, 1) : weights];
    }

    // source, width, heads, qkv weight, qkv bias, projection weight, projection bias, gelu, norm first, epsilon,
    // norm weights and biases (10 to 13), feed-forward weights and biases (14 to 17), mask, mask's kind
    [Lowering("aten::_transformer_encoder_layer_fwd")]
    public static Value EncoderLayer(LoweringContext c)
    {
        var x = c.Input(0);
        bool first = c.Boolean(8);
        var attended = first ? Norm(c, x, 10) : x;
        x = c.Add(x, SelfAttention(c, attended, attended, attended, firstWeight: 3, heads: c.Integer(2), maskAt: 18, kindAt: 19).Output);
        if (!first) x = Norm(c, x, 10);
        var hidden = Linear(c, first ? Norm(c, x, 12) : x, c.Input(14), c.Input(15));
        hidden = c.Boolean(7) ? ActivationLowerings.GeluByErrorFunction(c, hidden) : c.Op("Relu", [hidden]);
        x = c.Add(x, Linear(c, hidden, c.Input(16), c.Input(17)));
        return first ? x : Norm(c, x, 12);
    }

    private static (Value Output, Value Weights) SelfAttention(LoweringContext c, Value query, Value key, Value value, int firstWeight, long heads, int maskAt, int kindAt)
    {
        long width = LoweringContext.Fixed(c.Shape(0)[^1]);
        Value Projected(Value x, int part, IReadOnlyList<Dimension> shape)
        {
            var weight = c.Slice(c.Input(firstWeight), 0, part * width, (part + 1) * width);
            var bias = c.Slice(c.Input(firstWeight + 1), 0, part * width, (part + 1) * width);
            var heading = c.Reshape(Linear(c, x, weight, bias), [shape[0], shape[1], Dimension.Of(heads), Dimension.Of(width / heads)]);
            return c.Transpose(heading, [0, 2, 1, 3]);
        }
        var own = c.Shape(0);
        var other = firstWeight == 5 ? c.Shape(1) : own;
        var scores = Scores(c, Projected(query, 0, own), Projected(key, 1, other), 4, 1 / Math.Sqrt(width / (double)heads));
        if (!c.IsNone(maskAt)) scores = c.Where(Mask(c, maskAt, kindAt), Infinite(c, scores), scores);
        var weights = c.IsNone(maskAt) ? Softmax(c, scores) : SafeSoftmax(c, scores);
        var joined = c.Reshape(c.Transpose(c.MatrixProduct(weights, Projected(value, 2, other)), [0, 2, 1, 3]), [own[0], own[1], Dimension.Of(width)]);
        return (Linear(c, joined, c.Input(firstWeight + 2), c.Input(firstWeight + 3)), weights);
    }

    // true hides: kind 0 is [queries, keys], 1 is [batch, keys], 2 is [batch, heads, queries, keys]
    private static Value Mask(LoweringContext c, int maskAt, int kindAt)
    {
        var mask = c.Truth(c.Input(maskAt));
        return c.IsNone(kindAt) || c.Integer(kindAt) != 1 ? mask : c.Unsqueeze(mask, 1, 2);
    }

    private static Value Norm(LoweringContext c, Value x, int firstWeight) =>
        c.Op("LayerNormalization", [x, c.Input(firstWeight), c.Input(firstWeight + 1)], [new IntAttribute("axis", -1), new FloatAttribute("epsilon", (float)c.Number(9))]);

    private static Value Linear(LoweringContext c, Value x, Value weight, Value bias) => c.Add(c.MatrixProduct(x, c.Transpose(weight, [1, 0])), bias);

    // libtorch gives each side the root of the scale, so that neither overflows
    private static Value Scores(LoweringContext c, Value query, Value key, int rank, double scale)
    {
        var turned = Turned(c, key, rank);
        if (scale <= 0) return c.Multiply(c.MatrixProduct(query, turned), scale);
        return c.MatrixProduct(c.Multiply(query, Math.Sqrt(scale)), c.Multiply(turned, Math.Sqrt(scale)));
    }

    private static Value Turned(LoweringContext c, Value key, int rank) => c.Transpose(key, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);

    private static Value ReciprocalRoot(LoweringContext c, Dimension size, DataType type) =>
        c.Cast(c.Divide(c.Scalar(1, DataType.Double), c.SquareRoot(c.Cast(c.SizeScalar(size), DataType.Double))), type);

    private static Value Softmax(LoweringContext c, Value scores) => c.Op("Softmax", [scores], [new IntAttribute("axis", -1)]);

    // a row that is hidden as a whole gives zeros, not NaN
    private static Value SafeSoftmax(LoweringContext c, Value scores)
    {
        var largest = ReductionLowerings.ReduceOver(c, "ReduceMax", scores, [-1], keep: true);
        return c.Where(c.Equal(largest, double.NegativeInfinity), c.Scalar(0, scores.Type), Softmax(c, scores));
    }

    private static Value Infinite(LoweringContext c, Value scores) => c.Scalar(double.NegativeInfinity, scores.Type);

    // query i sees the keys up to i
    private static Value CausalMask(LoweringContext c)
    {
        Value Range(Dimension length) => c.Op("Range", [c.Constant(ConstantTensor.Scalar(0L)), c.SizeScalar(length), c.Constant(ConstantTensor.Scalar(1L))], type: DataType.Int64);
        var (queries, keys) = (c.Shape(0)[^2], c.Shape(1)[^2]);
        if (!queries.TryGetConstant(out long rows) || !keys.TryGetConstant(out long columns))
            return c.GreaterOrEqual(c.Unsqueeze(Range(queries), 1), Range(keys));
        var cells = from i in Enumerable.Range(0, (int)rows) from j in Enumerable.Range(0, (int)columns) select j <= i ? 1.0 : 0.0;
        return c.Numbers(cells, DataType.Bool, rows, columns);
    }

    // each head of keys serves as many neighbouring heads of queries
    private static Value RepeatHeads(LoweringContext c, Value x, int index)
    {
        var shape = c.Shape(index);
        int heads = shape.Count - 3;
        var (own, wanted) = (LoweringContext.Fixed(shape[heads]), LoweringContext.Fixed(c.Shape(0)[^3]));
        if (own == wanted) return x;
        var times = Dimension.Of(wanted / own);
        var expanded = c.Expand(c.Unsqueeze(x, heads + 1), [.. shape.Take(heads + 1), times, .. shape.Skip(heads + 1)]);
        return c.Reshape(expanded, [.. shape.Take(heads), Dimension.Of(wanted), .. shape.Skip(heads + 1)]);
    }
}
