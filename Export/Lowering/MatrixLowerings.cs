namespace OnnxForge.Export;

/// <summary>Matrix products.</summary>
internal static class MatrixLowerings
{
    [Lowering("aten::mm", "aten::bmm", "aten::matmul", "aten::mv", "aten::dot")]
    public static Value Product(LoweringContext c) => c.Op("MatMul", [c.Input(0), c.Input(1)]);

    // beta * self + alpha * (a @ b)
    [Lowering("aten::addmm")]
    public static Value AddProduct(LoweringContext c)
    {
        // ONNX Runtime has Gemm for floating types alone, and it takes fixed factors
        if (!TorchTypes.IsFloating(c.ResultType) || !c.IsFixedNumber(3) || !c.IsFixedNumber(4)) return Blend(c, c.MatrixProduct(c.Input(1), c.Input(2)));
        double beta = c.Number(3, 1), alpha = c.Number(4, 1);
        var attributes = new List<NodeAttribute>();
        if (alpha != 1) attributes.Add(new FloatAttribute("alpha", (float)alpha));
        if (beta != 1) attributes.Add(new FloatAttribute("beta", (float)beta));
        var weight = c.Input(2);
        if (weight.Producer is { OpType: "Transpose", Domain: "" } transpose) // of a matrix, so there is one way only; the weight stays as it is named
        {
            weight = transpose.Inputs[0]!;
            attributes.Add(new IntAttribute("transB", 1));
        }
        return c.Op("Gemm", beta == 0 ? [c.Input(1), weight] : [c.Input(1), weight, c.Input(0)], attributes); // libtorch ignores self where beta is 0
    }

    [Lowering("aten::baddbmm", "aten::addmv")]
    public static Value AddBatchProduct(LoweringContext c) => Blend(c, c.MatrixProduct(c.Input(1), c.Input(2)));

    // x @ weight^T + bias
    [Lowering("aten::linear")]
    public static Value Linear(LoweringContext c)
    {
        var (x, weight, bias) = (c.Input(0), c.Input(1), c.OptionalInput(2));
        if (c.Rank(0) == 2 && c.Rank(1) == 2 && TorchTypes.IsFloating(x.Type))
            return c.Op("Gemm", bias is null ? [x, weight] : [x, weight, bias], [new IntAttribute("transB", 1)]);
        var product = c.Op("MatMul", [x, c.Rank(1) == 1 ? weight : c.Op("Transpose", [weight], [new IntsAttribute("perm", [1, 0])])]);
        return bias is null ? product : c.Op("Add", [product, bias]);
    }

    [Lowering("aten::outer", "aten::ger")]
    public static Value Outer(LoweringContext c) =>
        c.Op("Mul", [c.Op("Unsqueeze", [c.Cast(c.Input(0), c.ResultType), c.Int64s(1)]), c.Cast(c.Input(1), c.ResultType)]);

    // beta * self + alpha * (vector * other^T)
    [Lowering("aten::addr")]
    public static Value AddOuter(LoweringContext c) => Blend(c, c.Multiply(c.Unsqueeze(c.Input(1), 1), c.Input(2)));

    // beta * self + alpha * the sum of the products of a batch
    [Lowering("aten::addbmm")]
    public static Value AddSummedProducts(LoweringContext c) => Blend(c, c.Sum(c.MatrixProduct(c.Input(1), c.Input(2)), false, 0));

    // first [..., i], second [..., j], weight [o, i, j]: first^T weight[o] second, plus bias
    [Lowering("aten::bilinear")]
    public static Value Bilinear(LoweringContext c)
    {
        int rank = c.Rank(0);
        var rows = c.MatrixProduct(c.Unsqueeze(c.Input(0), rank - 1, rank), c.Input(2)); // [..., o, 1, j]
        var products = c.MatrixProduct(rows, c.Unsqueeze(c.Input(1), rank - 1, rank + 1)); // times [..., 1, j, 1]
        var result = c.Squeeze(products, rank, rank + 1);
        return c.OptionalInput(3) is { } bias ? c.Add(result, bias) : result;
    }

    [Lowering("aten::linalg_cross")]
    public static Value Cross(LoweringContext c)
    {
        var shape = LoweringContext.Broadcast(c.Shape(0), c.Shape(1));
        int axis = LoweringContext.Wrap(c.Integer(2, -1), shape.Count);
        Value Turned(int index, params long[] order)
        {
            var x = c.Cast(c.Input(index), c.ResultType);
            return c.Gather(c.Shape(index).SequenceEqual(shape) ? x : c.Expand(x, shape), c.Int64s(order), axis);
        }
        return c.Subtract(c.Multiply(Turned(0, 1, 2, 0), Turned(1, 2, 0, 1)), c.Multiply(Turned(0, 2, 0, 1), Turned(1, 1, 2, 0)));
    }

    private static Value Blend(LoweringContext c, Value product)
    {
        if (!c.IsNumber(4, 1)) product = c.Multiply(product, c.NumberValue(4, product.Type));
        if (c.IsNumber(3, 0)) return product;
        return c.Add(c.IsNumber(3, 1) ? c.Input(0) : c.Multiply(c.Input(0), c.NumberValue(3, product.Type)), product); // libtorch ignores self where beta is 0
    }
}
