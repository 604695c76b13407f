using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>Special values along every dimension, so that each stands in the company of several others; <c>[n, 3]</c>.</summary>
    private static Tensor Mixed(Tensor values) => stack([values, values.roll(1, 0), values.roll(3, 0)], 1);

    private static IEnumerable<(string Label, Tensor Tensor)> Reducible(ScalarType type) =>
    [
        ("0-d", Around(type)), ("1-d", Around(type, 7)), ("2-d", Around(type, 3, 4)), ("4-d", Around(type, 2, 3, 1, 4)), ("fractions", Fractions(type, 3, 5)), ("no rows", Around(type, 0, 4)),
        ("no columns", Around(type, 3, 0)), ("strided", Strided(Around(type, 4, 5))), ("special", Mixed(Special(type))), ("extremes", Mixed(Extremes(type))),
    ];

    /// <summary>One dimension <c>{dim}</c>, each from the front and from the back, kept (<c>{keep}</c>) or not.</summary>
    private static IEnumerable<SampleArguments> OverDimension(ScalarType type) =>
        from row in Reducible(type).ToList()
        from dim in Enumerable.Range(-(int)Math.Max(row.Tensor.dim(), 1), 2 * (int)Math.Max(row.Tensor.dim(), 1))
        select new SampleArguments($"{row.Label}", [row.Tensor], ("dim", $"{dim}"), ("keep", dim % 2 == 0 ? "False" : "True"));

    /// <summary>Several dimensions <c>{dims}</c>: none (which is all), one, two, all; kept or not.</summary>
    private static IEnumerable<SampleArguments> OverDimensions(ScalarType type) =>
        from row in Reducible(type).ToList()
        from dims in (string[])(row.Tensor.dim() switch { 0 => ["[]", "[-1]"], 1 => ["[0]", "[-1]"], 2 => ["[1]", "[-2]", "[0, 1]"], _ => ["[2]", "[0, -1]", "[1, 3]", "[0, 1, 2, 3]"] })
        from keep in (string[])["False", "True"]
        select new SampleArguments(row.Label, [row.Tensor], ("dims", dims), ("keep", keep));

    private static IEnumerable<SampleArguments> Whole(ScalarType type) => Reducible(type).Select(row => new SampleArguments(row.Label, [row.Tensor]));

    private static SampledOperator Reduced(string name, params string[] scripts) => Row(name, OverDimensions, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, {{dims}}, {{keep}})"]);

    private static SampledOperator Single(string name, params string[] scripts) => Row(name, OverDimension, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, {{dim}}, {{keep}})"]);

    private static SampledOperator OfAll(string name, params string[] scripts) => Row(name, Whole, scripts.Length > 0 ? scripts : [$"torch.{name}(x)"]);

    private static readonly string[] Orders = ["0", "1", "2", "3", "0.5", "-1", "float('inf')", "float('-inf')"];

    private static SampledOperator[] Reduction =>
    [
        OfAll("sum", "torch.sum(x)", "torch.sum(x, dtype=7)"), Reduced("sum.dim_IntList", "torch.sum(x, {dims}, {keep})", "torch.sum(x, {dims}, {keep}, dtype=6)"),
        OfAll("mean", "torch.mean(x)", "torch.mean(x, dtype=7)"), Reduced("mean.dim"), OfAll("prod"), Single("prod.dim_int"),
        OfAll("max"), OfAll("min"), Single("max.dim", "p, q = torch.max(x, {dim}, {keep}); [p, q]"), Single("min.dim", "p, q = torch.min(x, {dim}, {keep}); [p, q]"),
        Reduced("amax"), Reduced("amin"), Single("argmax", "torch.argmax(x, {dim}, {keep})", "torch.argmax(x)", "torch.argmax(x, None, True)"), Single("argmin", "torch.argmin(x, {dim}, {keep})", "torch.argmin(x)"),
        Single("aminmax", "p, q = torch.aminmax(x, dim={dim}, keepdim={keep}); [p, q]", "p, q = torch.aminmax(x); [p, q]"), Reduced("logsumexp"),
        OfAll("any"), OfAll("all"), Single("any.dim"), Single("all.dim"), Reduced("any.dims"), Reduced("all.dims"),
        OfAll("count_nonzero"), Reduced("count_nonzero.dim_IntList", "torch.count_nonzero(x, {dims})"), Reduced("nansum"), Reduced("nanmean"),
    ];

    private static SampledOperator[] Statistics =>
    [
        .. new[] { "var", "std" }.SelectMany(name => new[]
        {
            OfAll(name, $"torch.{name}(x, True)", $"torch.{name}(x, False)"), Reduced($"{name}.dim", $"torch.{name}(x, {{dims}}, True, {{keep}})", $"torch.{name}(x, {{dims}}, False, {{keep}})"),
            Reduced($"{name}.correction", $"torch.{name}(x, {{dims}}, correction=2, keepdim={{keep}})", $"torch.{name}(x, {{dims}}, correction=0, keepdim={{keep}})"),
            OfAll($"{name}_mean", $"p, q = torch.{name}_mean(x, True); [p, q]"), Reduced($"{name}_mean.dim", $"p, q = torch.{name}_mean(x, {{dims}}, False, {{keep}}); [p, q]"),
            Reduced($"{name}_mean.correction", $"p, q = torch.{name}_mean(x, {{dims}}, correction=1, keepdim={{keep}}); [p, q]"),
        }),
        OfAll("norm.Scalar", [.. Orders.Select(order => $"torch.norm(x, {order})")]),
        Reduced("norm.ScalarOpt_dim", [.. Orders.Select(order => $"torch.norm(x, {order}, {{dims}}, {{keep}})")]),
        Reduced("norm.ScalarOpt_dim_dtype", "torch.norm(x, 2, {dims}, {keep}, dtype=7)"), OfAll("norm.ScalarOpt_dtype", "torch.norm(x, 2, dtype=7)"),
        Reduced("linalg_vector_norm", [.. Orders.Select(order => $"torch.linalg_vector_norm(x, {order}, {{dims}}, {{keep}})")]),
    ];
}
