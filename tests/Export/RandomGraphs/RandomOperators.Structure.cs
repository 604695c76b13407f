using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class RandomOperators
{
    // TorchSharp's matmul ends the process where libtorch throws
    private static Tensor SameShape(Tensor x, Tensor y) => x.shape.SequenceEqual(y.shape) ? y : throw new ArgumentException("tensors of different shapes");

    private static bool Deep(Tensor x) => x.dim() >= 3;

    private static IEnumerable<RandomOperator> Shapes() =>
    [
        Chosen(Deep, (r, t) => { int a = Inner(r, t), b = Inner(r, t); return ($"{{0}}.transpose({a}, {b})", x => x.transpose(a, b)); }), One(Deep, "{0}.flatten(1)", x => x.flatten(1)), One(Deep, "{0}.flatten(2)", x => x.dim() > 3 ? x.flatten(2) : x.flatten(1, 2)),
        Chosen(x => x.dim() < 4, (r, t) => { int a = r.Next(1, (int)t.dim() + 1); return ($"{{0}}.unsqueeze({a})", x => x.unsqueeze(a)); }), Chosen(x => x.shape.Skip(1).Contains(1), (r, t) => { int a = 1 + Array.IndexOf(t.shape[1..], 1L); return ($"{{0}}.squeeze({a})", x => x.squeeze(a)); }),
        Chosen(x => x.dim() < 4 && x.shape[^1] % 2 == 0, (r, t) => ("{0}.unflatten(-1, [2, -1])", x => x.unflatten(-1, 2, x.shape[^1] / 2))), Chosen(x => x.dim() >= 2, (r, t) => { int a = Inner(r, t); return ($"{{0}}.flip({a})", x => x.flip(a)); }),
        Chosen(_ => true, (r, t) => { int a = Inner(r, t), n = r.Next(1, 3); return ($"{{0}}.roll({n}, {a})", x => x.roll(n, a)); }), Chosen(x => x.numel() < 200, (r, t) => { int a = Inner(r, t); return ($"{{0}}.repeat_interleave(2, {a})", x => x.repeat_interleave(2, dim: a)); }),
        Chosen(x => x.shape[^1] == 1, (r, t) => ("{0}.expand(..., 3)", x => x.expand([.. x.shape[..^1], 3]))), Chosen(x => x.numel() < 200, (r, t) => ("cat([{0}, {0}], 1)", x => cat([x, x], 1))), Two(x => x.numel() < 200, "cat([{0}, {1}], -1)", (x, y) => cat([x, y], -1)),
        Two(x => x.dim() < 4 && x.numel() < 200, "stack([{0}, {1}], 1)", (x, y) => stack([x, y], 1)), One(x => Deep(x) && Floating(x), "{0}.tril()", x => x.tril()), One(x => Deep(x) && Floating(x), "{0}.triu(1)", x => x.triu(1)),
        Chosen(Floating, (r, _) => { int a = r.Next(0, 3), b = r.Next(0, 3); return ($"pad({{0}}, [{a}, {b}], 0.5)", x => nn.functional.pad(x, [a, b], value: 0.5)); }), One(x => Real(x) && Deep(x) && x.shape[^1] > 2, "pad({0}, [1, 2], reflect)", x => nn.functional.pad(x, [1, 2], TorchSharp.PaddingModes.Reflect)),
        One(x => Real(x) && x.dim() == 3, "pad({0}, [2, 1], replicate)", x => nn.functional.pad(x, [2, 1], TorchSharp.PaddingModes.Replicate)), Chosen(x => x.shape[^1] >= 4 && Floating(x), (r, t) => ("{0}.unfold(-1, 2, 2)", x => x.unfold(x.dim() - 1, 2, 2))),
        One(x => Deep(x) && x.shape[1] == x.shape[2], "{0}.diagonal(0, 1, 2)", x => x.diagonal(0, 1, 2)), One(x => x.dim() == 4 && x.shape[1] % 4 == 0, "pixel_shuffle({0}, 2)", x => nn.functional.pixel_shuffle(x, 2)), One(x => x.dim() == 4 && x.shape[2] % 2 == 0 && x.shape[3] % 2 == 0, "pixel_unshuffle({0}, 2)", x => nn.functional.pixel_unshuffle(x, 2)),
        One(x => x.dim() == 3, "{0}.permute(0, 2, 1).contiguous().view(batch, -1)", x => x.permute(0, 2, 1).contiguous().view(x.shape[0], -1)), One(x => x.dim() == 2, "{0}.t().reshape(-1, batch).t()", x => x.t().reshape(-1, x.shape[0]).t()),
        One(x => x.dim() == 2 && x.shape[0] > 1, "{0}.reshape(-1).view(batch, -1)", x => x.reshape(-1).view(x.shape[0], -1)),
    ];

    private static IEnumerable<RandomOperator> Indexing() =>
    [
        Chosen(_ => true, (r, t) => { int a = Inner(r, t), i = r.Next(-(int)t.shape[a], (int)t.shape[a]); return ($"{{0}}.select({a}, {i})", x => x.select(a, i)); }),
        Chosen(_ => true, (r, t) => { int a = Inner(r, t), i = r.Next((int)t.shape[a]), n = r.Next(1, (int)t.shape[a] - i + 1); return ($"{{0}}.narrow({a}, {i}, {n})", x => x.narrow(a, i, n)); }),
        One(x => x.shape[1] >= 3, "{0}[:, 1::2]", x => x[TensorIndex.Colon, TensorIndex.Slice(1, null, 2)]), One(x => x.shape[1] >= 3, "{0}[:, :-1]", x => x[TensorIndex.Colon, TensorIndex.Slice(null, -1)]), One(x => x.shape[^1] >= 2, "{0}[..., -1:]", x => x[TensorIndex.Ellipsis, TensorIndex.Slice(-1, null)]),
        Chosen(x => x.shape[1] >= 2, (r, t) => { var i = tensor(Enumerable.Range(0, 3).Select(_ => r.NextInt64(t.shape[1])).ToArray()).DetachFromDisposeScope(); return ($"{{0}}.index_select(1, [{string.Join(", ", i.data<long>().ToArray())}])", x => x.index_select(1, i)); }),
        One(x => Real(x) && x.shape[^1] >= 2, "{0}.gather(-1, {0}.argmax(-1, keepdim: true))", x => x.gather(-1, x.argmax(-1, keepdim: true))), One(x => Real(x) && x.shape[^1] >= 2, "{0}.sort(-1).values", x => x.sort(-1).Values), One(x => Real(x) && x.shape[^1] >= 2, "{0}.topk(2, -1).values", x => x.topk(2, -1).values),
        Chosen(x => x.shape[1] >= 2, (r, t) => { int n = (int)t.shape[1] / 2; return ($"{{0}}.split({n}, 1)[1]", x => x.split(n, 1)[1]); }), One(x => x.shape[1] >= 2, "{0}.chunk(2, 1)[0]", x => x.chunk(2, 1)[0]), One(x => x.shape[1] >= 2, "{0}.unbind(1)[1]", x => x.unbind(1)[1]),
        Two(x => Floating(x), "{0}.index_add(1, [0, 0], {1} rows)", (x, y) => x.clone().index_add(1, tensor(new long[] { 0 }), y.narrow(1, 0, 1), 1)), One(x => Real(x) && x.dim() == 2, "{0} * arange({0}.shape[1])", x => x * arange(x.shape[1], ScalarType.Float32).sin()),
        One(x => Real(x) && x.dim() == 2, "{0} + arange(batch).unsqueeze(1)", x => x + arange(x.shape[0], ScalarType.Float32).sin().unsqueeze(1)), Chosen(x => Whole(x), (r, t) => { var w = Weight(r, 5, 3); return ("weight.index_select(0, {0}.remainder(5))", x => w.index_select(0, x.remainder(5).flatten()).reshape([.. x.shape, 3])); }),
        One(x => Whole(x) && x.dim() <= 3, "one_hot({0}.remainder(4), 4)", x => nn.functional.one_hot(x.remainder(4), 4)), One(x => Real(x) && x.dim() == 2 && x.shape[1] > 1, "{0}.scatter(1, {0}.argmin(1, true), 0.5)", x => x.scatter(1, x.argmin(1, keepdim: true), zeros_like(x) + 0.5)),
    ];

    private static IEnumerable<RandomOperator> Products() =>
    [
        Chosen(Real, (r, t) => { var (w, b) = (Weight(r, 4, t.shape[^1]), Weight(r, 4)); return ($"linear({{0}}, {t.shape[^1]} -> 4)", x => nn.functional.linear(x, w / Math.Sqrt(w.shape[1]), b)); }), Chosen(Real, (r, t) => { var w = Weight(r, t.shape[^1], 3); return ("{0}.matmul(weight).tanh()", x => x.matmul(w).tanh()); }),
        One(x => Real(x) && Deep(x), "{0}.matmul({0}.mT).tanh()", x => x.matmul(x.transpose(-1, -2)).tanh()), One(x => Real(x) && x.dim() == 3, "bmm({0}.mT, {0}) / 4", x => bmm(x.transpose(1, 2), x).tanh()), Two(x => Real(x) && Deep(x), "{0}.matmul({1}.mT)", (x, y) => x.matmul(SameShape(x, y).transpose(-1, -2)).tanh()),
        One(x => Real(x) && x.dim() == 3, "einsum(bij,bkj->bik)", x => einsum("bij,bkj->bik", x.tanh(), x.tanh())), One(x => Real(x) && x.dim() == 3, "attention({0}, {0}, {0})", x => nn.functional.scaled_dot_product_attention(x.tanh(), x, x)), One(x => Real(x) && x.dim() == 4, "causal attention({0}, {0}, {0})", x => nn.functional.scaled_dot_product_attention(x.tanh(), x, x, is_casual: true)),
        Two(x => Real(x), "cosine_similarity({0}, {1} + 0.1)", (x, y) => nn.functional.cosine_similarity(x + 0.1, SameShape(x, y) + 0.1, 1, 1e-3)),
    ];

    private static IEnumerable<RandomOperator> Images() =>
    [
        Chosen(Image, (r, t) => { var w = Weight(r, 4, t.shape[1], 3, 3); return ($"conv2d({{0}}, {t.shape[1]} -> 4, 3x3, padding 1)", x => nn.functional.conv2d(x, w / Math.Sqrt(9 * w.shape[1]), padding: [1, 1])); }), Chosen(Image, (r, t) => { var (w, b) = (Weight(r, t.shape[1], 1, 2, 2), Weight(r, t.shape[1])); return ("conv2d({0}, depthwise 2x2)", x => nn.functional.conv2d(x, w / 2, b, groups: w.shape[0])); }),
        Chosen(Image, (r, t) => { var w = Weight(r, t.shape[1], 2, 2, 2); return ("conv_transpose2d({0}, stride 2)", x => nn.functional.conv_transpose2d(x, w / Math.Sqrt(w.shape[0]), null, [2, 2])); }), One(Image, "max_pool2d({0}, 2)", x => nn.functional.max_pool2d(x, 2)), One(Image, "avg_pool2d({0}, 2, stride 1)", x => nn.functional.avg_pool2d(x, 2, 1)),
        One(Image, "adaptive_avg_pool2d({0}, 1)", x => nn.functional.adaptive_avg_pool2d(x, 1)), One(x => Image(x) && x.numel() < 200, "interpolate({0}, 2, nearest)", x => nn.functional.interpolate(x, scale_factor: [2, 2])), One(x => Image(x) && x.numel() < 200, "interpolate({0}, 2, bilinear)", x => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false)),
        Chosen(x => Real(x) && x.dim() == 3 && x.shape[2] >= 3, (r, t) => { var w = Weight(r, 3, t.shape[1], 2); return ("conv1d({0}, dilation 2)", x => nn.functional.conv1d(x, w / Math.Sqrt(2 * w.shape[1]), dilation: 2)); }), One(x => Real(x) && x.dim() == 3 && x.shape[2] >= 2, "max_pool1d({0}, 2)", x => nn.functional.max_pool1d(x, 2)),
        One(x => Image(x), "instance_norm({0})", x => nn.functional.instance_norm(x)),
    ];

    private static IEnumerable<RandomOperator> Types() =>
    [
        One(x => x.dtype == ScalarType.Bool || Whole(x), "{0}.to(float32)", x => x.to(ScalarType.Float32)), One(x => x.dtype == ScalarType.Bool, "{0}.to(int64)", x => x.to(ScalarType.Int64)), One(Real, "({0} * 3).clamp(-20, 20).to(int64)", x => (x * 3).clamp(-20, 20).to(ScalarType.Int64)),
        One(Real, "{0}.to(float64).tanh().to(float32)", x => x.to(ScalarType.Float64).tanh().to(ScalarType.Float32)), One(Real, "{0}.to(float64)", x => x.to(ScalarType.Float64)), One(x => x.dtype == ScalarType.Float64, "{0}.to(float32)", x => x.to(ScalarType.Float32)), One(Real, "{0}.to(float16).to(float32)", x => x.to(ScalarType.Float16).to(ScalarType.Float32)),
        One(Whole, "{0}.to(int32).to(int64)", x => x.to(ScalarType.Int32).to(ScalarType.Int64)), One(x => x.dtype == ScalarType.Bool, "where({0}, 1.5, -0.5)", x => where(x, tensor(1.5f), tensor(-0.5f))),
    ];

    // a tensor that is written and returned, and one whose view is written
    private static IEnumerable<RandomOperator> Writes() =>
    [
        One(Floating, "{0}.mul_(0.5)", x => x.mul_(0.5)), One(Floating, "{0}.tanh_()", x => x.tanh_()), Two(Floating, "{0}.add_({1})", (x, y) => x.add_(y)), One(x => Floating(x) && x.shape[1] >= 2, "{0}.select(1, 0).fill_(0.25)", x => { x.select(1, 0).fill_(0.25); return x + 0; }),
        One(x => Floating(x) && x.shape[1] >= 2, "{0}.narrow(1, 0, 1).neg_()", x => { x.narrow(1, 0, 1).neg_(); return x * 1; }), One(x => Real(x) && x.shape[1] >= 2, "{0}[:, 1] = {0}[:, 0] * 2", x => { var y = x.clone(); y[TensorIndex.Colon, 1] = y[TensorIndex.Colon, 0] * 2; return y; }),
        One(x => Real(x) && Deep(x), "{0}.transpose(1, 2).select(1, 0).add_(1)", x => { x.transpose(1, 2).select(1, 0).add_(1); return x.sin(); }), One(x => Real(x), "{0}.masked_fill_({0} > 1, 1)", x => x.masked_fill_(x.gt(1), 1)), One(Floating, "{0}.clone().relu_()", x => x.clone().relu_()), One(Numeric, "{0}.clamp_(-2, 3)", x => x.clamp_(-2, 3)),
        One(x => x.shape[0] > 1 && Real(x), "{0}.select(0, 0).mul_(2)", x => { var y = x.clone(); y.select(0, 0).mul_(2); return y; }),
    ];
}
