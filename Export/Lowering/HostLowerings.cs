namespace OnnxForge.Export;

/// <summary>Operators that hand a value to the running code instead of to another operator; the graph has nothing to hold.</summary>
internal static class HostLowerings
{
    // what the code does with the answer is in the traces, which were compared on several sizes and data
    [Lowering("aten::equal", "aten::is_same_size", "aten::allclose", "aten::can_cast", "aten::cudnn_is_acceptable", "aten::_linalg_check_errors", "aten::promote_types", "aten::result_type.Tensor")]
    public static IReadOnlyList<Value> Answer(LoweringContext c) => [];

    [Lowering("aten::item", "aten::is_nonzero", "aten::_local_scalar_dense")]
    public static IReadOnlyList<Value> Read(LoweringContext c) => c.Tensor(0).Value is not null
        ? []
        : throw LoweringContext.Refuse(c.IsOfBackward
            ? "libtorch reads a value into its running code for this gradient, as it does for those of max, min and median over all elements, of prod and of cumprod, which a graph cannot follow; amax, amin and sums of logarithms have gradients without"
            : "it reads a value that depends on the input into the running code, which a graph cannot follow; compute with tensors instead");
}
