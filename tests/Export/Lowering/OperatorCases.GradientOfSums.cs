using TorchSharp;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    // what comes back to an element is a sum of several, whose order decides what infinities and the largest values give
    private static readonly IReadOnlyList<DifferentiableCase> DifferentiableSums =
    [
        Slope("conv_transpose2d with output padding", (x, w) => F.conv_transpose2d(x, w, strides: [2, 2], padding: [1, 0], output_padding: [1, 0]), Normal(2, 3, 3, 2), Normal(2, 2, 4, 3)),
        Slope("max_pool2d", x => F.max_pool2d(x, [3, 3], [2, 2], [1, 1]), Normal(2, 2, 6, 5)),
        Slope("adaptive_max_pool2d", x => F.adaptive_max_pool2d(x, [3, 2]), Normal(2, 2, 6, 4)),
        Slope("avg_pool1d", x => F.avg_pool1d(x, 3, 2, 1), Normal(2, 2, 7)),
        Slope("avg_pool2d", x => F.avg_pool2d(x, [2, 2]), Normal(2, 2, 7, 6)),
        Slope("avg_pool2d that counts its padding", x => F.avg_pool2d(x, [3, 2], [2, 2], [1, 1]), Normal(2, 2, 6, 5)),
        Slope("avg_pool2d that leaves its padding out", x => F.avg_pool2d(x, [3, 2], [2, 2], [1, 1], count_include_pad: false), Normal(2, 2, 6, 5)),
        Slope("avg_pool2d ceil", x => F.avg_pool2d(x, [3, 3], [2, 2], [1, 1], ceil_mode: true), Normal(2, 2, 6, 8)),
        Slope("avg_pool2d ceil that leaves its padding out", x => F.avg_pool2d(x, [3, 3], [2, 2], [1, 1], ceil_mode: true, count_include_pad: false), Normal(2, 2, 6, 8)),
        Slope("avg_pool2d with a divisor", x => F.avg_pool2d(x, [3, 3], [4, 2], [1, 1], divisor_override: 5), Normal(2, 2, 9, 8)),
        Slope("avg_pool2d over a dynamic image", x => F.avg_pool2d(x, [3, 3], [2, 2], [1, 1], count_include_pad: false), Normal(2, 2, 9, 8)) with { Dynamic = [(0, "batch"), (2, "height"), (3, "width")] },
        Slope("avg_pool3d", x => F.avg_pool3d(x, [2, 3, 2], [2, 2, 1], [1, 1, 0]), Normal(2, 2, 5, 6, 4)),
        Slope("adaptive_avg_pool1d", x => F.adaptive_avg_pool1d(x, 3), Normal(2, 2, 7)),
        Slope("adaptive_avg_pool2d", x => F.adaptive_avg_pool2d(x, [3, 4]), Normal(2, 2, 7, 8)),
        Slope("adaptive_avg_pool2d to 1", x => F.adaptive_avg_pool2d(x, [1, 1]), Normal(2, 2, 7, 8)),
        Slope("adaptive_avg_pool2d over a dynamic width", x => F.adaptive_avg_pool2d(x, [3, 2]), Normal(2, 2, 7, 8)) with { Dynamic = [(0, "batch"), (3, "width")] },
        Slope("adaptive_avg_pool3d", x => F.adaptive_avg_pool3d(x, [2, 1, 3]), Normal(2, 2, 4, 3, 5)),
        Slope("group_norm", (x, w) => F.group_norm(x, 2, w[0], w[1]), Normal(2, 4), Normal(3, 4, 5)),
        Slope("instance_norm", x => F.instance_norm(x), Normal(3, 4, 5)) with { Once = true },
        Slope("glu", x => F.glu(x, 1)),
        Slope("prelu", (x, w) => F.prelu(x, w), full([1], 0.2f)),
        Slope("rrelu in evaluation", x => F.rrelu(x, 0.1, 0.3)),
        Slope("reflection padding", x => F.pad(x, [2, 1, 1, 3], PaddingModes.Reflect), Normal(2, 2, 4, 5)),
        Slope("replication padding", x => F.pad(x, [2, 1, 1, 3], PaddingModes.Replicate), Normal(2, 2, 4, 5)),
        Slope("padding with a number", x => F.pad(x, [2, -1, 1, 3], PaddingModes.Constant, 2), Normal(2, 2, 4, 5)),
        Slope("circular padding", x => F.pad(x, [2, 1], PaddingModes.Circular), Normal(2, 2, 5)),
        Slope("interpolate nearest", x => F.interpolate(x, [7, 4], mode: InterpolationMode.Nearest), Normal(2, 2, 4, 5)),
        Slope("interpolate bilinear", x => F.interpolate(x, [7, 4], mode: InterpolationMode.Bilinear, align_corners: false), Normal(2, 2, 4, 5)),
        Slope("interpolate bilinear with aligned corners", x => F.interpolate(x, [7, 4], mode: InterpolationMode.Bilinear, align_corners: true), Normal(2, 2, 4, 5)),
        Slope("interpolate bicubic", x => F.interpolate(x, [7, 4], mode: InterpolationMode.Bicubic, align_corners: false), Normal(2, 2, 4, 5)),
        Slope("interpolate by a factor", x => F.interpolate(x, scale_factor: [2, 1.5], mode: InterpolationMode.Bilinear, align_corners: false), Normal(2, 2, 4, 5)),
        Slope("interpolate with antialias", x => F.interpolate(x, [3, 7], mode: InterpolationMode.Bilinear, align_corners: false, antialias: true), Normal(2, 2, 4, 5)) with { From = 18 },
        Slope("interpolate nearest_exact", x => F.interpolate(x, [7, 4], mode: InterpolationMode.NearestExact), Normal(2, 2, 4, 5)),
        Slope("grid_sample", (x, at) => F.grid_sample(x, at.expand(x.shape[0], -1, -1, -1), align_corners: false), Normal(1, 3, 4, 2) * 0.7, Normal(2, 2, 4, 5)) with { Once = true },
        Slope("pixel_shuffle", x => F.pixel_shuffle(x, 2) * F.pixel_shuffle(x, 2).sum(), Normal(2, 4, 2, 3)),
        Slope("unfold and fold", x => F.fold(F.unfold(x, (2, 2)) * 2, (4, 5), (2, 2)), Normal(2, 2, 4, 5)) with { From = 18 },
        Slope("scaled_dot_product_attention", x => F.scaled_dot_product_attention(x, x * 2, x + 1, is_casual: true), Normal(2, 2, 4, 3)) with { Once = true },
        Slope("scaled_dot_product_attention with a mask", (x, m) => F.scaled_dot_product_attention(x, x * 2, x + 1, m), Normal(4, 4), Normal(2, 2, 4, 3)) with { Once = true },
        Slope("mse_loss", x => F.mse_loss(x, x.detach() * 0.5)),
        Slope("l1_loss and smooth_l1_loss", x => F.l1_loss(x, x.detach() * 0.5) + F.smooth_l1_loss(x, x.detach() * 0.5)),
        Slope("huber_loss", x => F.huber_loss(x, x.detach() * 0.5, 0.7)),
        Slope("binary_cross_entropy", x => F.binary_cross_entropy(x.sigmoid(), x.detach().cos() / 2 + 0.5)) with { Once = true },
        Slope("binary_cross_entropy_with_logits", x => F.binary_cross_entropy_with_logits(x, x.detach().cos() / 2 + 0.5)),
        Slope("cross_entropy", x => F.cross_entropy(x, x.detach().argmin(1), label_smoothing: 0.1)),
        Slope("cross_entropy of images, ignored classes", (x, w) => F.cross_entropy(x, x.detach().argmin(1), w, ignore_index: 1), Uniform(4), Normal(2, 4, 3, 5)),
        Slope("nll_loss without reduction", x => F.nll_loss(F.log_softmax(x, 1), x.detach().argmin(1), reduction: nn.Reduction.None)),
        Slope("kl_div", x => F.kl_div(F.log_softmax(x, 1), softmax(x.detach() * 2, 1), reduction: nn.Reduction.Sum)),
        Slope("soft_margin_loss", x => F.soft_margin_loss(x, x.detach().sign())),
        Slope("multi_margin_loss", x => F.multi_margin_loss(x, x.detach().argmin(1), 2) + F.multi_margin_loss(x, x.detach().argmin(1), 1, 0.5)) with { Once = true },
        Slope("cosine_similarity", (x, w) => F.cosine_similarity(x, w), Normal(1, 6)),
        Slope("cdist", (x, w) => cdist(x, w), Normal(3, 6)) with { Dynamic = [], Once = true },
        Slope("cdist by the first norm", (x, w) => cdist(x, w, 1), Normal(3, 6)) with { Once = true },
        Slope("logsumexp and logaddexp", x => x.logsumexp(1, keepdim: true) + logaddexp(x, x * 2)),
        Slope("norms", x => x.norm(1) * x.norm(0).sum() * x.norm()),
        Slope("std and var", x => x.std(1) * x.var(1)),
        Slope("topk", x => x.topk(2, 1).values * x.kthvalue(3, 1, keepdim: true).values),
        Slope("amax and amin", x => x.amax([1]) * x.amin([1])),
        Slope("gather", x => x.gather(1, x.detach().argsort(1))),
        Slope("masks", x => x.masked_fill(x > 1, 2) * x.where(x < 0, x * 3)),
        Slope("index_put and scatter", x => x.scatter(1, x.detach().argsort(1), x * 2) + x.scatter_add(1, x.detach().argsort(1), x.exp())),
        Slope("cat, stack, split", x => cat([x.split([2, 4], 1)[1], stack([x, x * 2], 1).sum(1)], 1)),
        Slope("views", x => x.reshape(-1, 2, 3).transpose(1, 2).flip(1).roll(1, 2).unsqueeze(0).expand(2, -1, -1, -1).permute(1, 0, 2, 3)),
        Slope("tril, triu, diagonal", x => x.unsqueeze(1).expand(-1, 6, -1).tril() + x.unsqueeze(1).expand(-1, 6, -1).diagonal(0, 1, 2).unsqueeze(1)),
        Slope("repeat and tile", x => x.repeat(1, 2) * x.repeat_interleave(2, 1)),
        Slope("products of running sums", x => x.cumsum(1) * x.exp().cumsum(1)),
        Slope("logcumsumexp", x => x.logcumsumexp(1)),
        Slope("cummax", x => x.cummax(1).values),
        Slope("powers and roots", x => x.abs().add(1).sqrt() * x.abs().add(1).rsqrt() * x.pow(3) + pow(x.abs() + 1, x) + pow(2, x)),
        Slope("logarithms", x => x.abs().add(1).log() + x.abs().log1p() + x.exp().log2() + x.expm1() + x.sigmoid().logit() + x.abs().add(1).log10()),
        Slope("trigonometry", x => x.sin() * x.cos() + x.atan() + (x * 0.1f).tan() + (x / 20).asin() + x.asinh() + x.sinh() * x.cosh() + atan2(x, x + 1)),
        Slope("erf and gamma", x => x.erf() + (x.abs() + 1).lgamma() + x.erfc() + (x / 20).erfinv()),
        Slope("clamp, remainder, rounding", x => x.clamp(-1, 1) * x.round() + x.remainder(2) + x.abs().floor() * x + x.sign() * x + x.frac()),
        Slope("maximum and minimum", x => maximum(x, x * x) + minimum(x, x.sin()) + x.fmod(2)),
        Slope("division", x => x / (x.abs() + 1) + 1 / (x.abs() + 2)),
        Slope("einsum", (x, w) => einsum("bi,ij,bk->bjk", x, w, x), Normal(6, 3)),
        Slope("bmm and baddbmm", x => bmm(x, x.transpose(1, 2)).baddbmm(x, x.transpose(1, 2)), Normal(2, 3, 3)),
        Slope("addmm, mv, dot, outer", (x, w) => x.addmm(x, w) * x.mv(w[0, ..]).unsqueeze(1) + outer(x[0, ..], x[1, ..]).sum() * x[0, ..].dot(x[1, ..]), Normal(6, 6)) with { Dynamic = [] },
        Slope("bilinear", (x, w) => F.bilinear(x, x * 2, w), Normal(3, 6, 6)),
        Slope("linear algebra", x => linalg.inv(x + eye(3) * 9) + linalg.det(x).unsqueeze(1).unsqueeze(1) + linalg.solve(x + eye(3) * 9, x) + x.matrix_power(2), Normal(2, 3, 3)) with { Once = true },
        Slope("cholesky", x => linalg.cholesky(x.matmul(x.transpose(1, 2)) + eye(3) * 3), Normal(2, 3, 3)),
        Slope("complex: absolute value of a transform", x => fft.rfft(x).abs()) with { Once = true },
    ];

    public static readonly IReadOnlyList<OperatorCase> GradientsOfSums =
    [
        .. DifferentiableSums.Select(d => d.First()),
        Script("_upsample_bicubic2d_aa_backward", "torch._upsample_bicubic2d_aa_backward(x, [3, 7], [x.size(0), 2, 4, 5], False, None, None)", [Normal(2, 2, 3, 7)]),
        Script("upsample_trilinear3d_backward", "torch.upsample_trilinear3d_backward(x, [4, 5, 2], [x.size(0), 2, 2, 3, 3], False, None, None, None)", [Normal(2, 2, 4, 5, 2)]),
    ];

    private static readonly Lazy<IReadOnlyList<OperatorCase>> Seconds = new(() => [.. Differentiable.Concat(DifferentiableSums).Where(d => !d.Once).Select(d => d.Second())]);

    /// <summary>Gradients of gradients; not in the grid of samples, which tries what they are made of.</summary>
    public static IReadOnlyList<OperatorCase> SecondGradients => Seconds.Value;
}
