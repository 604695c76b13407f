namespace OnnxForge.Export;

/// <summary>New tensors, and changes of element type and device.</summary>
internal static class CreationLowerings
{
    [Lowering("aten::to.dtype", "aten::to.dtype_layout", "aten::to.device", "aten::to.other", "aten::_to_copy", "aten::type_as", "aten::to.prim_Device", "aten::to.prim_dtype")]
    public static Value Convert(LoweringContext c)
    {
        var x = c.Input(0);
        // libtorch truncates towards zero and so does Cast; NaN to integer is undefined in both
        return c.Cast(x, c.ResultType);
    }

    // memory that is not written yet may hold anything, zeros too
    [Lowering("aten::zeros", "aten::_efficientzerotensor", "aten::zeros_like", "aten::new_zeros", "aten::zero", "aten::empty.memory_format", "aten::empty_like", "aten::new_empty", "aten::new_empty_strided", "aten::empty_strided")]
    public static Value Zeros(LoweringContext c) => c.Filled(0, c.ResultType, c.ResultShape());

    [Lowering("aten::ones", "aten::ones_like", "aten::new_ones")]
    public static Value Ones(LoweringContext c) => c.Filled(1, c.ResultType, c.ResultShape());

    [Lowering("aten::full", "aten::full_like")]
    public static Value Full(LoweringContext c) => Fill(c, 1);

    [Lowering("aten::new_full")]
    public static Value NewFull(LoweringContext c) => Fill(c, 2);

    // copy(self, source): the source in self's type and shape
    [Lowering("aten::copy")]
    public static Value Copy(LoweringContext c)
    {
        var source = c.Cast(c.Input(1), c.DataTypeOf(c.Tensor(0).Type));
        return c.Shape(0).SequenceEqual(c.Shape(1)) ? source : c.Op("Expand", [source, c.SizeVector(c.Shape(0))]);
    }

    [Lowering("aten::fill.Tensor")]
    public static Value FillTensor(LoweringContext c) => Copy(c);

    [Lowering("aten::fill.Scalar")]
    public static Value FillScalar(LoweringContext c) => Fill(c, 1);

    // where no size goes in, the values are libtorch's own
    [Lowering("aten::linspace")]
    public static Value Linear(LoweringContext c) => c.IsFixedNumber(0) && c.IsFixedNumber(1) && c.IsFixedNumber(2)
        ? Made(c, TorchSharp.torch.linspace(c.Number(0), c.Number(1), c.Integer(2), c.Result().Type))
        : Steps(c, c.NumberValue(0, DataType.Double), c.NumberValue(1, DataType.Double), c.SizeScalar(c.Size(2)));

    // libtorch counts from the nearer end, so that both ends are exact
    private static Value Steps(LoweringContext c, Value start, Value end, Value count)
    {
        var (zero, one) = (c.Constant(ConstantTensor.Scalar(0)), c.Constant(ConstantTensor.Scalar(1)));
        var gaps = c.Subtract(count, one);
        var step = c.Divide(c.Subtract(end, start), c.Cast(c.Maximum(gaps, one), DataType.Double));
        var position = c.Op("Range", [zero, count, one]);
        Value Along(Value places) => c.Multiply(c.Cast(places, DataType.Double), step);
        var nearStart = c.Less(c.Add(position, position), count);
        return c.Cast(c.Where(nearStart, c.Add(start, Along(position)), c.Subtract(end, Along(c.Subtract(gaps, position)))), c.ResultType);
    }

    [Lowering("aten::logspace")]
    public static Value Logarithmic(LoweringContext c) => Made(c, TorchSharp.torch.logspace(c.Number(0), c.Number(1), c.Integer(2), c.Number(3, 10), c.Result().Type));

    [Lowering("aten::eye", "aten::eye.m")]
    public static Value Identity(LoweringContext c)
    {
        var size = c.ResultShape();
        if (size.All(d => d.TryGetConstant(out _))) return Made(c, TorchSharp.torch.eye(LoweringContext.Fixed(size[0]), LoweringContext.Fixed(size[1]), c.Result().Type));
        return c.Op("EyeLike", [c.Filled(0, c.ResultType, size)]);
    }

    [Lowering("aten::tril_indices")]
    public static Value LowerPositions(LoweringContext c) => Made(c, TorchSharp.torch.tril_indices(c.Integer(0), c.Integer(1), c.Integer(2, 0), c.Result().Type));

    [Lowering("aten::triu_indices")]
    public static Value UpperPositions(LoweringContext c) => Made(c, TorchSharp.torch.triu_indices(c.Integer(0), c.Integer(1), c.Integer(2, 0), c.Result().Type));

    [Lowering("aten::scalar_tensor")]
    public static Value ScalarTensor(LoweringContext c) => c.NumberValue(0, c.ResultType);

    [Lowering("aten::arange", "aten::arange.start", "aten::arange.start_step")]
    public static Value Range(LoweringContext c)
    {
        bool startGiven = c.Operator != "aten::arange";
        bool stepGiven = c.Operator == "aten::arange.start_step";
        var type = c.ResultType;
        var start = startGiven ? PointwiseLowerings.Operand(c, 0, type) : c.Scalar(0, type);
        var end = PointwiseLowerings.Operand(c, startGiven ? 1 : 0, type);
        var step = stepGiven && !c.IsNone(2) ? PointwiseLowerings.Operand(c, 2, type) : c.Scalar(1, type);
        return c.Op("Range", [start, end, step], type: type);
    }

    private static Value Made(LoweringContext c, TorchSharp.torch.Tensor tensor)
    {
        using (tensor) return c.Constant(TorchTypes.ToConstant(tensor));
    }

    private static Value Fill(LoweringContext c, int number) => c.IsFixedNumber(number)
        ? c.Filled(c.Number(number), c.ResultType, c.ResultShape())
        : c.Expand(c.NumberValue(number, c.ResultType), c.ResultShape());
}
