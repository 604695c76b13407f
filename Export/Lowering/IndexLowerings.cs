namespace OnnxForge.Export;

/// <summary>Reading and writing elements by one tensor of positions.</summary>
internal static class IndexLowerings
{
    // weight, indices, and what matters to gradients alone
    [Lowering("aten::embedding")]
    public static Value Embedding(LoweringContext c) => c.Gather(c.Input(0), c.Input(1), 0);

    [Lowering("aten::index_select")]
    public static Value IndexSelect(LoweringContext c)
    {
        if (c.Rank(0) == 0) return c.Input(0);
        var index = c.Rank(2) == 0 ? c.Unsqueeze(c.Input(2), 0) : c.Input(2);
        return c.Gather(c.Input(0), index, c.Axis(1));
    }

    [Lowering("aten::gather")]
    public static Value Gather(LoweringContext c)
    {
        if (c.Rank(0) == 0) return c.Expand(c.Input(0), c.ResultShape());
        var index = c.Rank(2) == 0 ? c.Unsqueeze(c.Input(2), 0) : c.Input(2);
        var found = c.Op("GatherElements", [c.Input(0), index], [new IntAttribute("axis", c.Axis(1))]);
        return c.Rank(2) == 0 ? c.Squeeze(found, 0) : found;
    }

    [Lowering("aten::take")]
    public static Value Take(LoweringContext c) => c.Gather(c.Op("Reshape", [c.Input(0), c.Int64s(-1)]), c.Input(1), 0);

    [Lowering("aten::scatter.src", "aten::scatter.value", "aten::scatter.reduce", "aten::scatter.value_reduce")]
    public static Value Scatter(LoweringContext c)
    {
        var mode = c.IsNone(4) ? "none" : c.Text(4) switch { "add" => "add", "multiply" => "mul", var other => throw LoweringContext.Refuse($"scatter with the reduction '{other}'") };
        return Scatter(c, c.Input(0), Updates(c, 3), mode);
    }

    [Lowering("aten::scatter_add")]
    public static Value ScatterAdd(LoweringContext c) => Scatter(c, c.Input(0), Updates(c, 3), "add");

    // self, dim, index, src, reduce, include_self
    [Lowering("aten::scatter_reduce.two")]
    public static Value ScatterReduce(LoweringContext c) => Combined(c, c.Text(4)!, c.Boolean(5, true), (x, updates, mode) => Scatter(c, x, updates, mode), c.Shape(2), () => Updates(c, 3));

    // self, dim, index, source, reduce, include_self
    [Lowering("aten::index_reduce")]
    public static Value IndexReduce(LoweringContext c)
    {
        var (index, shape) = AlongAxis(c);
        int axis = c.Rank(0) == 0 ? 0 : c.Axis(1);
        Value Write(Value x, Value updates, string mode) => c.Op("ScatterElements", [x, index, updates], Attributes(axis, mode));
        return Combined(c, c.Text(4)!, c.Boolean(5, true), Write, shape, () => c.Input(3));
    }

    // self, dim, index, source (or value), alpha
    [Lowering("aten::index_add", "aten::index_copy", "aten::index_fill.int_Scalar", "aten::index_fill.int_Tensor")]
    public static Value IndexWrite(LoweringContext c)
    {
        var (index, shape) = AlongAxis(c);
        var x = c.Rank(0) == 0 ? c.Unsqueeze(c.Input(0), 0) : c.Input(0);
        var source = PointwiseLowerings.Operand(c, 3, x.Type);
        if (c.Name == "index_add" && c.Number(4, 1) is not 1 and var alpha) source = c.Multiply(source, alpha);
        if (!c.IsTensor(3) || c.Rank(3) < shape.Length) source = c.Expand(source, shape);
        var written = c.Op("ScatterElements", [x, index, source], Attributes(c.Rank(0) == 0 ? 0 : c.Axis(1), c.Name == "index_add" ? "add" : "none"));
        return c.Rank(0) == 0 ? c.Squeeze(written, 0) : written;
    }

    [Lowering("aten::one_hot")]
    public static Value OneHot(LoweringContext c)
    {
        if (c.Integer(1, -1) < 0) throw LoweringContext.Refuse("one_hot without a number of classes, which depends on the data; pass it");
        return c.Op("OneHot", [c.Input(0), c.Constant(ConstantTensor.Scalar(c.Integer(1))), c.Int64s(0, 1)], [new IntAttribute("axis", -1)], DataType.Int64);
    }

    [Lowering("aten::nonzero")]
    public static Value NonZero(LoweringContext c)
    {
        if (c.Rank(0) == 0) throw LoweringContext.Refuse("nonzero of a scalar");
        return c.Op("Transpose", [c.Op("NonZero", [c.Truth(c.Input(0))], type: DataType.Int64)], [new IntsAttribute("perm", [1, 0])]);
    }

    [Lowering("aten::masked_select")]
    public static Value MaskedSelect(LoweringContext c)
    {
        var shape = LoweringContext.Broadcast(c.Shape(0), c.Shape(1));
        Value Flat(int index) => c.Op("Reshape", [c.Shape(index).SequenceEqual(shape) ? c.Input(index) : c.Expand(c.Input(index), shape), c.Int64s(-1)]);
        return c.Op("Compress", [Flat(0), Flat(1)], [new IntAttribute("axis", 0)]);
    }

    // the chosen places take the source's elements one after the other
    [Lowering("aten::masked_scatter")]
    public static Value MaskedScatter(LoweringContext c)
    {
        var shape = LoweringContext.Broadcast(c.Shape(0), c.Shape(1));
        var mask = c.Shape(1).SequenceEqual(shape) ? c.Input(1) : c.Expand(c.Input(1), shape);
        var flat = c.Cast(c.Op("Reshape", [mask, c.Int64s(-1)]), DataType.Int64);
        var place = c.Subtract(c.Op("CumSum", [flat, c.Constant(ConstantTensor.Scalar(0L))]), c.Constant(ConstantTensor.Scalar(1L)));
        var position = c.Maximum(place, c.Constant(ConstantTensor.Scalar(0L)));
        var values = c.Gather(c.Op("Reshape", [c.Input(2), c.Int64s(-1)]), position, 0);
        return c.Where(mask, c.Reshape(values, shape), c.Input(0));
    }

    // positions in the flattened tensor
    [Lowering("aten::put")]
    public static Value Put(LoweringContext c)
    {
        Value Flat(Value value) => c.Op("Reshape", [value, c.Int64s(-1)]);
        var reduction = new StringAttribute("reduction", c.Boolean(3) ? "add" : "none");
        return c.ReshapeToResult(c.Op("ScatterElements", [Flat(c.Input(0)), Flat(c.Input(1)), Flat(c.Input(2))], [reduction]));
    }

    // elements, tested values, unique, inverted
    [Lowering("aten::isin.Tensor_Tensor", "aten::isin.Tensor_Scalar")]
    public static Value IsIn(LoweringContext c)
    {
        var x = c.Input(0);
        Value found;
        if (c.IsTensor(1))
        {
            var type = c.DataTypeOf(TorchSharp.torch.result_type(c.Tensor(0).Sample, c.Tensor(1).Sample));
            var equal = c.Equal(c.Unsqueeze(c.Cast(x, type), c.Rank(0)), c.Op("Reshape", [c.Cast(c.Input(1), type), c.Int64s(-1)]));
            found = c.Cast(ReductionLowerings.ReduceOver(c, "ReduceMax", c.Cast(equal, DataType.Int32), [c.Rank(0)], keep: false), DataType.Bool);
        }
        else found = c.Equal(x, c.Number(1));
        return c.Boolean(3) ? c.Not(found) : found;
    }

    private static Value Scatter(LoweringContext c, Value x, Value updates, string reduction)
    {
        if (c.Rank(0) > 0) return c.Op("ScatterElements", [x, c.Input(2), updates], Attributes(c.Axis(1), reduction));
        Value Vector(Value value, int rank) => rank == 0 ? c.Unsqueeze(value, 0) : value;
        return c.Squeeze(c.Op("ScatterElements", [c.Unsqueeze(x, 0), Vector(c.Input(2), c.Rank(2)), Vector(updates, c.Rank(2))], Attributes(0, reduction)), 0);
    }

    private static List<NodeAttribute> Attributes(int axis, string reduction) =>
        reduction == "none" ? [new IntAttribute("axis", axis)] : [new IntAttribute("axis", axis), new StringAttribute("reduction", reduction)];

    // writes of several updates into one place, combined with each other and, if wanted, with what was there
    private static Value Combined(LoweringContext c, string reduction, bool includesSelf, Func<Value, Value, string, Value> write, IReadOnlyList<Dimension> shape, Func<Value> updates)
    {
        var x = c.Input(0);
        var (mode, neutral) = reduction switch
        {
            "sum" or "mean" => ("add", c.Scalar(0, x.Type)),
            "prod" => ("mul", c.Scalar(1, x.Type)),
            "amax" => ("max", c.Lowest(x.Type)),
            "amin" => ("min", c.Highest(x.Type)),
            _ => throw LoweringContext.Refuse($"{c.Name} with '{reduction}'"),
        };
        if (mode is "max" or "min" && c.Opset < 18) throw LoweringContext.Refuse($"{c.Name} with amax or amin exists from opset 18 on; export at 18 or later");
        Value Everywhere(Value number) => c.Expand(number, shape);
        var start = includesSelf ? x : write(x, Everywhere(neutral), "none");
        var combined = write(start, updates(), mode);
        if (reduction != "mean") return combined;
        var ones = c.Filled(1, x.Type, c.Shape(0));
        var counts = write(includesSelf ? ones : write(ones, Everywhere(c.Scalar(0, x.Type)), "none"), Everywhere(c.Scalar(1, x.Type)), "add");
        if (TorchTypes.IsFloating(x.Type)) return c.Divide(combined, counts);
        return c.Divide(c.Subtract(combined, c.Op("Mod", [combined, counts])), counts); // rounded down
    }

    // the positions at argument 2 for every element of the rows that they name, and the rows' shape
    private static (Value Index, Dimension[] Shape) AlongAxis(LoweringContext c)
    {
        var shape = c.Rank(0) == 0 ? [Dimension.Of(1)] : c.Shape(0).ToArray();
        int axis = c.Rank(0) == 0 ? 0 : c.Axis(1);
        shape[axis] = c.Rank(2) == 0 ? Dimension.Of(1) : c.Shape(2)[0];
        var column = c.Reshape(c.Input(2), [.. shape.Select((size, d) => d == axis ? size : Dimension.Of(1))]);
        return (c.Cast(c.Expand(column, shape), DataType.Int64), shape);
    }

    // ONNX wants as many updates as indices; libtorch reads the first ones of a larger source
    private static Value Updates(LoweringContext c, int index)
    {
        var type = c.ResultType;
        var shape = c.Shape(2);
        if (!c.IsTensor(index) || c.Rank(index) == 0) return c.Expand(PointwiseLowerings.Operand(c, index, type), shape);
        var source = c.Cast(c.Input(index), type);
        if (c.Shape(index).SequenceEqual(shape)) return source;
        long[] axes = [.. Enumerable.Range(0, shape.Count).Select(d => (long)d)];
        return c.Op("Slice", [source, c.Int64s([.. axes.Select(_ => 0L)]), c.SizeVector(shape), c.Int64s(axes)]);
    }
}
