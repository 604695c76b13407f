namespace OnnxForge.Export;

/// <summary>Operators that hand a value to the running code instead of to another operator; the graph has nothing to hold.</summary>
internal static class HostLowerings
{
    // what the code does with the answer is in the traces, which were compared on several sizes and data
    [Lowering("aten::equal", "aten::is_same_size", "aten::allclose", "aten::can_cast", "aten::promote_types", "aten::result_type.Tensor")]
    public static IReadOnlyList<Value> Answer(LoweringContext c) => [];

    [Lowering("aten::item", "aten::is_nonzero", "aten::_local_scalar_dense")]
    public static IReadOnlyList<Value> Read(LoweringContext c) => c.Tensor(0).Value is not null
        ? []
        : throw LoweringContext.Refuse("it reads a value that depends on the input into the running code, which a graph cannot follow; compute with tensors instead");
}
