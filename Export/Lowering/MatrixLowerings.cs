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
    public static Value AddBatchProduct(LoweringContext c)
    {
        double beta = c.Number(3, 1), alpha = c.Number(4, 1);
        var product = c.Op("MatMul", [c.Input(1), c.Input(2)]);
        if (alpha != 1) product = c.Op("Mul", [product, c.Scalar(alpha, product.Type)]);
        if (beta == 0) return product; // libtorch ignores self then, NaN included
        var self = beta == 1 ? c.Input(0) : c.Op("Mul", [c.Input(0), c.Scalar(beta, product.Type)]);
        return c.Op("Add", [product, self]);
    }

    // x @ weight^T + bias
    [Lowering("aten::linear")]
    public static Value Linear(LoweringContext c)
    {
        var (x, weight, bias) = (c.Input(0), c.Input(1), c.OptionalInput(2));
        if (c.Rank(0) == 2 && c.Rank(1) == 2)
            return c.Op("Gemm", bias is null ? [x, weight] : [x, weight, bias], [new IntAttribute("transB", 1)]);
        var product = c.Op("MatMul", [x, c.Rank(1) == 1 ? weight : c.Op("Transpose", [weight], [new IntsAttribute("perm", [1, 0])])]);
        return bias is null ? product : c.Op("Add", [product, bias]);
    }

    [Lowering("aten::outer", "aten::ger")]
    public static Value Outer(LoweringContext c) =>
        c.Op("Mul", [c.Op("Unsqueeze", [c.Cast(c.Input(0), c.ResultType), c.Int64s(1)]), c.Cast(c.Input(1), c.ResultType)]);
}
