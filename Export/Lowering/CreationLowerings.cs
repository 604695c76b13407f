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

    [Lowering("aten::zeros", "aten::zeros.out", "aten::zeros_like", "aten::new_zeros", "aten::zero")]
    public static Value Zeros(LoweringContext c) => Fill(c, 0);

    [Lowering("aten::ones", "aten::ones.out", "aten::ones_like", "aten::new_ones")]
    public static Value Ones(LoweringContext c) => Fill(c, 1);

    [Lowering("aten::full", "aten::full.out", "aten::full_like")]
    public static Value Full(LoweringContext c) => Fill(c, c.Number(1));

    [Lowering("aten::new_full")]
    public static Value NewFull(LoweringContext c) => Fill(c, c.Number(2));

    // copy(self, source): the source in self's type and shape
    [Lowering("aten::copy")]
    public static Value Copy(LoweringContext c)
    {
        var source = c.Cast(c.Input(1), LoweringContext.DataTypeOf(c.Tensor(0).Type));
        return c.Shape(0).SequenceEqual(c.Shape(1)) ? source : c.Op("Expand", [source, c.SizeVector(c.Shape(0))]);
    }

    [Lowering("aten::fill.Tensor")]
    public static Value FillTensor(LoweringContext c) => Copy(c);

    [Lowering("aten::fill.Scalar")]
    public static Value FillScalar(LoweringContext c) => Fill(c, c.Number(1));

    [Lowering("aten::scalar_tensor")]
    public static Value ScalarTensor(LoweringContext c) => c.Scalar(c.Number(0), c.ResultType);

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

    private static Value Fill(LoweringContext c, double value)
    {
        var element = ConstantTensor.FromBytes(c.ResultType, [1], ScalarBytes.Of(value, c.ResultType));
        return c.Op("ConstantOfShape", [c.SizeVector(c.ResultShape())], [new TensorAttribute("value", element)], c.ResultType);
    }
}
