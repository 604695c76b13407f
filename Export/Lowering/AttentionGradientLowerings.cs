namespace OnnxForge.Export;

/// <summary>The backward step of attention: by queries, keys and values, from the weights computed once more.</summary>
internal static class AttentionGradientLowerings
{
    // gradient, query, key, value, result, logarithm of the sums, dropout, causal, mask, scale
    [Lowering("aten::_scaled_dot_product_flash_attention_for_cpu_backward")]
    public static IReadOnlyList<Value> ScaledDotProduct(LoweringContext c)
    {
        if (c.Number(6, 0) != 0) throw LoweringContext.Refuse("attention with dropout is random; pass 0 outside of training");
        var (gradient, query, key, value) = (c.Input(0), c.Input(1), c.Input(2), c.Input(3));
        var (weights, scale) = (AttentionLowerings.Weights(c, 1, 2, key, mask: 8, causal: c.Boolean(7), scale: 9), AttentionLowerings.Scale(c, 1, 9));
        Value Turned(Value x) => c.Transpose(x, [0, 1, 3, 2]);
        var ofWeights = c.MatrixProduct(gradient, Turned(value));
        var weighted = c.Multiply(weights, ofWeights);
        var ofScores = c.Multiply(c.Subtract(weighted, c.Multiply(weights, ReductionLowerings.ReduceOver(c, "ReduceSum", weighted, [-1], keep: true))), scale);
        return [c.MatrixProduct(ofScores, key), c.MatrixProduct(Turned(ofScores), query), c.MatrixProduct(Turned(weights), gradient)];
    }
}
