using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private static readonly Lazy<TorchSharp.Modules.EmbeddingBag> MeanBag = new(() => nn.EmbeddingBag(7, 5, mode: TorchSharp.EmbeddingBagMode.Mean));
    private static readonly Lazy<TorchSharp.Modules.EmbeddingBag> MaxBag = new(() => nn.EmbeddingBag(7, 5, mode: TorchSharp.EmbeddingBagMode.Max));
    private static readonly Lazy<TorchSharp.Modules.EmbeddingBag> SumBag = new(() => nn.EmbeddingBag(7, 5, mode: TorchSharp.EmbeddingBagMode.Sum));

    private static Tensor WithMissing => where(Uniform(5, 6) < 0.25, tensor(float.NaN), Normal(5, 6));

    public static readonly IReadOnlyList<OperatorCase> Statistics =
    [
        Script("unique with inverse and counts", "p, q, r = torch._unique2(x, True, True, True); [p, q, r]", [Integers(0, 5, 4, 3)]),
        Script("unique of floats alone", "p, q, r = torch._unique2(torch.round(x), True, False, False); p", [Normal(4, 3)]),
        Script("unique of int32", "p, q, r = torch._unique2(x, True, False, True); [p, r]", [Integers(0, 5, 4, 3).to(ScalarType.Int32)]),
        Script("unique rows", "p, q, r = torch.unique_dim(x, 0, True, True, True); [p, q, r]", [Integers(0, 2, 6, 2)]),
        Script("unique columns", "p, q, r = torch.unique_dim(x, 1, True, True, True); [p, q, r]", [Integers(0, 2, 3, 7)]).WithFixedSizes(),
        Script("unique_consecutive", "p, q, r = torch.unique_consecutive(x, True, True); [p, q, r]", [Integers(0, 2, 4, 5)]),
        Script("unique_consecutive alone", "p, q, r = torch.unique_consecutive(x); p", [Integers(0, 2, 9)]),
        Script("unique_consecutive rows", "p, q, r = torch.unique_consecutive(x, True, True, 0); [p, q, r]", [Integers(0, 2, 9, 1)]),
        Of("unique_dim_consecutive in C#", x => x.unique_consecutive(dim: 0).output, Integers(0, 2, 9, 1)),
        Script("bincount", "torch.bincount(x, None, 5)", [Integers(0, 9, 12)]),
        Script("bincount with weights", "torch.bincount(x, y, 3)", [Integers(0, 9, 12), Normal(12)]),
        Script("histc", "torch.histc(x, 7, -1, 1.5)", [Normal(6, 5)]),
        Script("histc on the edges", "torch.histc(x, 4, -1, 1)", [Column(-1, -0.5f, 0, 0.5f, 1, 1.5f)]).WithFixedSizes(),
        Script("histogram", "p, q = torch.histogram(x, 5, range=[-1., 1.]); [p, q]", [Normal(6, 5)]),
        Script("histogram of edges", "p, q = torch.histogram(x, a); [p, q]", [Normal(6, 5)], tensor(new float[] { -1, -0.25f, 0, 2 })),
        Script("histogram with weights and density", "p, q = torch.histogram(x, a, weight=y, density=True); [p, q]", [Normal(6, 5), Uniform(6, 5)], tensor(new float[] { -1, -0.25f, 0, 2 })),
        Script("histogram of out", "p = torch.empty([0]); q = torch.empty([0]); torch.histogram(x, 5, range=[-1., 1.], hist=p, bin_edges=q); [p, q]", [Normal(6, 5)]),
        Script("quantile of several", "[torch.quantile(x, a, 1), torch.quantile(x, a, 0, True), torch.quantile(x, a)]", [Normal(5, 7)], tensor(new float[] { 0.1f, 0.5f, 1 })),
        Script("quantile of the batch", "torch.quantile(x, 0.3, 0)", [Normal(5, 7)]),
        Script("quantile with NaN", "torch.quantile(x, a, 1)", [WithMissing], tensor(new float[] { 0.1f, 0.5f })).WithFixedSizes(),
        Script("quantile of a tensor, other interpolations", "[torch.quantile(x, a, 1, interpolation='lower'), torch.quantile(x, a, 1, interpolation='midpoint'), torch.quantile(x, a, 1, interpolation='nearest')]", [Normal(5, 7)], tensor(new float[] { 0.1f, 0.7f })),
        Script("nanquantile", "[torch.nanquantile(x, a, 1), torch.nanquantile(x, a, 1, True), torch.nanquantile(x, 0.4, 1)]", [WithMissing], tensor(new float[] { 0.1f, 0.5f })).WithFixedSizes(),
        Script("nanmedian", "torch.nanmedian(x)", [WithMissing]).WithFixedSizes(),
        Script("nanmedian of a dimension", "p, q = torch.nanmedian(x, 1, True); p", [WithMissing]).WithFixedSizes(),
        Script("nanmedian of nothing but NaN", "p, q = torch.nanmedian(x, 1, False); p", [Column(1, float.NaN, 3)]).WithFixedSizes(),
        Script("nanmedian of integers", "torch.nanmedian(x)", [Integers(0, 9, 5, 3)]),
        Script("median of the batch", "p, q = torch.median(x, 0, True); p", [Normal(5, 3)]),
        Script("mode", "p, q = torch.mode(x, 1, False); p", [Integers(0, 4, 5, 9)]),
        Script("mode in the middle", "p, q = torch.mode(x, 1, True); p", [Integers(0, 3, 5, 7, 2)]),
        Script("renorm", "torch.renorm(x, 2, 0, 1.5)", [Normal(5, 4)]),
        Script("renorm of another dimension", "torch.renorm(x, 1, 1, 2)", [Normal(5, 4, 3)]),
        Script("logcumsumexp", "torch.logcumsumexp(x, 1)", [Normal(5, 9)]),
        Script("logcumsumexp with infinities", "torch.logcumsumexp(a + x * 0, 1)", [Normal(5, 4)], tensor(new float[] { float.NegativeInfinity, float.NegativeInfinity, 1, 2 })),
        Script("multi_margin_loss", "[torch.multi_margin_loss(x, y), torch.multi_margin_loss(x, y, 2, 0.5, a, 2), torch.multi_margin_loss(x, y, 1, 1, None, 0)]", [Normal(4, 3), Integers(0, 3, 4)], Uniform(3)),
        Script("multilabel_margin_loss", "[torch.multilabel_margin_loss(x, y), torch.multilabel_margin_loss(x, y, 0), torch.multilabel_margin_loss(x, y, 2)]", [Normal(4, 3), Integers(-1, 3, 4, 3)]),
    ];

    public static readonly IReadOnlyList<OperatorCase> Writing =
    [
        Script("scatter_reduce mean", "torch.scatter_reduce(x, 1, y, z, 'mean', include_self=True)", [Normal(4, 3), Integers(0, 3, 4, 5), Normal(4, 5)]),
        Script("scatter_reduce mean without self", "torch.scatter_reduce(x, 1, y, z, 'mean', include_self=False)", [Normal(4, 3), Integers(0, 3, 4, 2), Normal(4, 2)]),
        Script("scatter_reduce mean of integers", "torch.scatter_reduce(x, 1, y, z, 'mean', include_self=True)", [Integers(-9, 9, 4, 3), Integers(0, 3, 4, 5), Integers(-9, 9, 4, 5)]),
        Script("scatter_reduce amax of integers without self", "torch.scatter_reduce(x, 1, y, z, 'amax', include_self=False)", [Integers(-9, 9, 4, 3), Integers(0, 3, 4, 2), Integers(-9, 9, 4, 2)]).StartingAt(18),
        Script("scatter_reduce amin of int32 without self", "torch.scatter_reduce(x, 1, y, z, 'amin', include_self=False)", [Integers(-9, 9, 4, 3).to(ScalarType.Int32), Integers(0, 3, 4, 2), Integers(-9, 9, 4, 2).to(ScalarType.Int32)]).StartingAt(18),
        Script("scatter into a scalar", "[torch.scatter(torch.sum(x), 0, a, 2.0), torch.scatter_add(torch.sum(x), 0, a, b)]", [Normal(4, 3)], tensor(0L), tensor(3f)),
        Script("index_add, index_copy and index_fill of a scalar", "y = torch.sum(x); [torch.index_add(y, 0, a, b), torch.index_copy(y, 0, a, b), torch.index_fill(y, 0, a, 2.5)]", [Normal(4, 3)], tensor(0L), tensor(3f)),
        Script("index_reduce prod", "[torch.index_reduce(x, 1, a, y, 'prod'), torch.index_reduce(x, 1, a, y, 'mean', include_self=False)]", [Normal(4, 3), Normal(4, 4)], tensor(new long[] { 2, 0, 2, 0 })),
        Script("index_reduce amax", "[torch.index_reduce(x, 1, a, y, 'amax'), torch.index_reduce(x, 1, a, y, 'amin', include_self=False)]", [Normal(4, 3), Normal(4, 4)], tensor(new long[] { 2, 0, 2, 0 })).StartingAt(18),
        Script("put that accumulates in one place", "torch.put(x, a, b, True)", [Normal(4, 5)], tensor(new long[] { 2, 0, 2 }), tensor(new float[] { 7, 8, 9 })),
        Script("select_scatter", "torch.select_scatter(x, y, 1, 2)", [Normal(4, 3), Normal(4)]),
        Script("slice_scatter", "torch.slice_scatter(x, y, 1, 1, 6, 2)", [Normal(4, 6), Normal(4, 3)]),
        Script("diagonal_scatter", "torch.diagonal_scatter(x, y, 1, 1, 2)", [Normal(4, 3, 3), Normal(4, 2)]),
        Script("as_strided", "torch.as_strided(x, [3, 2], [1, 3], 2)", [Normal(4, 3)]).WithFixedSizes(),
        Script("as_strided of a transposed tensor", "torch.as_strided(x.t(), [2, 4], [1, 3])", [Normal(4, 3)]).WithFixedSizes(),
        Script("as_strided of a dynamic size", "torch.as_strided(x, [x.size(0), 2], [6, 2], 1)", [Normal(4, 6)]),
        Script("max_unpool2d", "p, q = torch.max_pool2d_with_indices(x, 2); torch.max_unpool2d(p, q, [6, 8])", [Normal(4, 2, 6, 8)]),
        Script("max_unpool3d", "p, q = torch.max_pool3d_with_indices(x, 2); torch.max_unpool3d(p, q, [4, 6, 4], [2, 2, 2], [0, 0, 0])", [Normal(4, 2, 4, 6, 4)]),
        Script("pad_sequence", "torch.pad_sequence([x, y, a])", [Normal(4, 3), Uniform(4, 3)], Normal(2, 3)).WithFixedSizes(),
        Script("pad_sequence of batches", "torch.pad_sequence([x, torch.cat([x, y])], True, -1.5)", [Normal(4, 3), Uniform(4, 3)]),
        Script("to_dense", "torch.to_dense(x) + 1", [Normal(4, 3)]),
        Script("embedding_bag sum", "p, q, r, s = torch.embedding_bag(a, x, b, False, 0, False, None, False, None); p", [Integers(0, 7, 9)], Normal(7, 5), tensor(new long[] { 0, 2, 2 })).WithFixedSizes(),
        Script("embedding_bag mean with padding", "p, q, r, s = torch.embedding_bag(a, x, b, False, 1, False, None, False, 3); p", [Integers(0, 7, 9)], Normal(7, 5), tensor(new long[] { 0, 1 })).WithFixedSizes(),
        Script("embedding_bag max, the last offset is the end", "p, q, r, s = torch.embedding_bag(a, x, b, False, 2, False, None, True, None); p", [Integers(0, 7, 9)], Normal(7, 5), tensor(new long[] { 0, 4, 4, 9 })).WithFixedSizes(),
        Script("embedding_bag with weights", "p, q, r, s = torch.embedding_bag(a, x, b, False, 0, False, y, False, None); p", [Integers(0, 7, 9), Normal(9)], Normal(7, 5), tensor(new long[] { 0, 1 })).WithFixedSizes(),
        new("embedding_bag of two dimensions in C#", x => [MeanBag.Value.call(x[0]), MaxBag.Value.call(x[0]), SumBag.Value.call(x[0], null, x[1])], [Integers(0, 7, 4, 3), Normal(4, 3)]),
        Script("out of a lowered operator", "y = torch.empty([0]); z = torch.zeros([4, 3]); torch.amax(x, [1], out=y); torch.div(x, 2, out=z); y.add_(1); [y, z]", [Normal(4, 3)]).WithFixedSizes(),
        Script("out of several forms", "y = torch.empty([0]); torch.mean(x, [1], False, out=y); z = torch.empty([0]); torch.pow(x, 2, out=z); w = torch.empty([0]); torch.eye(3, 3, out=w); [y, z, torch.mm(x, w)]", [Normal(4, 3)]),
        Script("powers and divisions in place", "y = x * 1; y.pow_(a); y.pow_(2); y.floor_divide_(a); y.ldexp_(b); y", [Uniform(4, 3) + 1], tensor(new float[] { 1, 2, 3 }), tensor(new long[] { 1, 2, 3 })),
        Script("answers to the running code", "p = torch.allclose(x, x); q = torch.can_cast(6, 7); y = x + 1 if p and q else x; y", [Normal(4, 3)]),
    ];
}
