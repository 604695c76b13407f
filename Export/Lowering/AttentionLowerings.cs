namespace OnnxForge.Export;

/// <summary>Attention, from the single product to the fused encoder layer, composed of matrix products and a softmax.</summary>
internal static class AttentionLowerings
{
    // query, key, value, mask, dropout, causal, scale, grouped queries
    [Lowering("aten::scaled_dot_product_attention")]
    public static Value ScaledDotProduct(LoweringContext c)
    {
        if (c.Number(4, 0) != 0) throw LoweringContext.Refuse("attention with dropout is random; pass 0 outside of training");
        var (key, value) = (c.Input(1), c.Input(2));
        if (c.Boolean(7)) (key, value) = (RepeatHeads(c, key, 1), RepeatHeads(c, value, 2));
        return c.MatrixProduct(Weights(c, 0, 1, key, mask: 3, causal: c.Boolean(5), scale: 6), value);
    }

    // query, key, value, dropout, causal, mask, scale; the result, and of the second one a backward pass has no need
    [Lowering("aten::_scaled_dot_product_flash_attention_for_cpu")]
    public static Value OfProcessor(LoweringContext c)
    {
        if (c.Number(3, 0) != 0) throw LoweringContext.Refuse("attention with dropout is random; pass 0 outside of training");
        return c.MatrixProduct(Weights(c, 0, 1, c.Input(1), mask: 5, causal: c.Boolean(4), scale: 6), c.Input(2));
    }

    /// <summary>How much each query takes of each value.</summary>
    /// <param name="c">The call being lowered.</param>
    /// <param name="query">Where the queries stand among the arguments.</param>
    /// <param name="key">Where the keys stand.</param>
    /// <param name="keys">The keys, with a head for each of the queries'.</param>
    /// <param name="mask">Where the mask stands.</param>
    /// <param name="causal">Whether a query sees the keys up to its own place alone.</param>
    /// <param name="scale">Where the factor of the scores stands.</param>
    public static Value Weights(LoweringContext c, int query, int key, Value keys, int mask, bool causal, int scale)
    {
        var queries = c.Input(query);
        var width = c.Shape(query)[^1];
        bool fixedScale = c.IsNone(scale) ? width.TryGetConstant(out _) : c.IsFixedNumber(scale);
        var scores = fixedScale ? Scores(c, queries, keys, c.Rank(key), c.IsNone(scale) ? 1 / Math.Sqrt(LoweringContext.Fixed(width)) : c.Number(scale))
            : c.MatrixProduct(c.Multiply(queries, Scale(c, query, scale)), Turned(c, keys, c.Rank(key)));
        bool masked = !c.IsNone(mask);
        if (masked) scores = c.Input(mask).Type == DataType.Bool ? c.Where(c.Input(mask), scores, Infinite(c, scores)) : c.Add(scores, c.Cast(c.Input(mask), scores.Type));
        if (causal) scores = c.Where(CausalMask(c, c.Shape(query)[^2], c.Shape(key)[^2]), scores, Infinite(c, scores));
        return masked ? SafeSoftmax(c, scores) : Softmax(c, scores);
    }

    /// <summary>The factor of the scores: the one given, or the reciprocal root of the queries' width.</summary>
    public static Value Scale(LoweringContext c, int query, int scale) =>
        !c.IsNone(scale) ? c.NumberValue(scale, c.Input(query).Type) : ReciprocalRoot(c, c.Shape(query)[^1], c.Input(query).Type);

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
    private static Value CausalMask(LoweringContext c, Dimension queries, Dimension keys)
    {
        Value Range(Dimension length) => c.Op("Range", [c.Constant(ConstantTensor.Scalar(0L)), c.SizeScalar(length), c.Constant(ConstantTensor.Scalar(1L))], type: DataType.Int64);
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
