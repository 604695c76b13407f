using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>Tensors without equal values, so that the order of positions is defined; <c>{dim}</c>, and <c>{keep}</c> for a flag.</summary>
    private static IEnumerable<SampleArguments> Distinct(ScalarType type) =>
        from row in new (string Label, Tensor Tensor)[] { ("0-d", Shuffled(type)), ("1-d", Shuffled(type, 7)), ("2-d", Shuffled(type, 3, 4)), ("3-d", Shuffled(type, 2, 5, 3)), ("no rows", Shuffled(type, 0, 4)), ("strided", Strided(Shuffled(type, 4, 5))) }
        from dim in Enumerable.Range(-(int)Math.Max(row.Tensor.dim(), 1), 2 * (int)Math.Max(row.Tensor.dim(), 1))
        select new SampleArguments(row.Label, [row.Tensor], ("dim", $"{dim}"), ("keep", dim % 2 == 0 ? "False" : "True"));

    /// <summary>Values and the sorted boundaries that they are placed in.</summary>
    private static IEnumerable<SampleArguments> Placed(ScalarType type) =>
        from right in (string[])["False", "True"]
        from arguments in new SampleArguments[]
        {
            new("0-d", [Around(type), Boundaries(type)]), new("2-d", [Around(type, 3, 4), Boundaries(type)]), new("on the boundaries", [Boundaries(type), Boundaries(type)]), new("empty", [Around(type, 0, 4), Boundaries(type)]),
            new("no boundaries", [Around(type, 4), Boundaries(type)[..0]]), new("strided", [Strided(Around(type, 3, 4)), Boundaries(type)]), new("special", [Special(type), Boundaries(type)]), new("extremes", [Extremes(type), Boundaries(type)]),
        }
        select arguments with { Texts = [("right", right)] };

    private static Tensor Boundaries(ScalarType type) => tensor(type is ScalarType.Byte or ScalarType.Bool ? new long[] { 0, 1, 3, 7 } : [-3, -1, 0, 2, 2, 5]).to(type);

    private static Tensor Shuffled(ScalarType type, params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        return (arange(count) * 7 % Math.Max(count, 1) - (type == ScalarType.Byte ? 0 : count / 2)).reshape(shape).to(type);
    }

    private static SampledOperator[] Sorting =>
    [
        Row("sort", OverDimension, "p, q = torch.sort(x, {dim}, {keep}); p"), Row("sort.stable", OverDimension, "p, q = torch.sort(x, stable=True, dim={dim}, descending={keep}); [p, q]"),
        Row("argsort", Distinct, "torch.argsort(x, {dim}, {keep})"), Row("argsort.stable", OverDimension, "torch.argsort(x, stable=True, dim={dim}, descending={keep})"), Row("msort", Whole, "torch.msort(x)"),
        Row("topk", OverDimension, "p, q = torch.topk(x, 1, {dim}, {keep}, True); p", "p, q = torch.topk(x, 3, {dim}, {keep}, True); p"), Row("kthvalue", OverDimension, "p, q = torch.kthvalue(x, 1, {dim}, {keep}); p", "p, q = torch.kthvalue(x, 2, {dim}, {keep}); p"),
        Row("median", Whole, "torch.median(x)"), Row("median.dim", OverDimension, "p, q = torch.median(x, {dim}, {keep}); p"),
        Row("quantile.scalar", OverDimension, "torch.quantile(x, 0.3, {dim}, {keep})", "torch.quantile(x, 1.0)", "torch.quantile(x, 0.0, {dim}, {keep})", "torch.quantile(x, 0.55, {dim}, {keep}, interpolation='nearest')",
            "torch.quantile(x, 0.55, {dim}, {keep}, interpolation='lower')", "torch.quantile(x, 0.55, {dim}, {keep}, interpolation='higher')", "torch.quantile(x, 0.55, {dim}, {keep}, interpolation='midpoint')"),
        Row("bucketize.Tensor", Placed, "torch.bucketize(x, y, right={right})", "torch.bucketize(x, y, out_int32=True, right={right})"), Row("bucketize.Scalar", Placed, "torch.bucketize(2, y, right={right})", "torch.bucketize(1.5, y, right={right})"),
        Row("searchsorted.Tensor", Placed, "torch.searchsorted(y, x, right={right})"), Row("searchsorted.Scalar", Placed, "torch.searchsorted(y, 2, right={right})"),
        Row("cumsum", OverDimension, "torch.cumsum(x, {dim})", "torch.cumsum(x, {dim}, dtype=7)"), Row("cumprod", OverDimension, "torch.cumprod(x, {dim})"),
        Row("cummax", OverDimension, "p, q = torch.cummax(x, {dim}); [p, q]"), Row("cummin", OverDimension, "p, q = torch.cummin(x, {dim}); [p, q]"),
    ];
}
