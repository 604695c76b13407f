using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    public static readonly IReadOnlyList<OperatorCase> Loss =
    [
        Script("mse_loss", "[torch.mse_loss(x, y), torch.mse_loss(x, y, 0), torch.mse_loss(x, y, 2)]", [Normal(4, 5), Uniform(4, 5)]),
        Script("l1_loss", "[torch.l1_loss(x, y), torch.l1_loss(x, y, 0), torch.l1_loss(x, y, 2)]", [Normal(4, 5), Uniform(4, 5)]),
        Script("smooth_l1_loss", "[torch.smooth_l1_loss(x, y), torch.smooth_l1_loss(x, y, 0, 0.3), torch.smooth_l1_loss(x, y, 2, 0.0)]", [Normal(4, 5), Uniform(4, 5)]),
        Script("huber_loss", "[torch.huber_loss(x, y), torch.huber_loss(x, y, 0, 0.3)]", [Normal(4, 5), Uniform(4, 5)]),
        Script("binary_cross_entropy", "[torch.binary_cross_entropy(torch.clamp(x, 0.0, 1.0), torch.clamp(y, 0.0, 1.0)), torch.binary_cross_entropy(torch.clamp(x, 0.0, 1.0), torch.clamp(y, 0.0, 1.0), a, 0)]", [Uniform(4, 5), Uniform(4, 5) * 2 - 0.5], Uniform(5)),
        Script("binary_cross_entropy_with_logits", "[torch.binary_cross_entropy_with_logits(x, y), torch.binary_cross_entropy_with_logits(x, y, a, b, 0)]", [Normal(4, 5) * 20, Uniform(4, 5)], Uniform(5), Uniform(5) + 1),
        Script("nll_loss", "[torch.nll_loss(x, y), torch.nll_loss(x, y, a, 0), torch.nll_loss(x, y, a, 1), torch.nll_loss(x, y, None, 2)]", [special.log_softmax(Normal(4, 5), 1), Integers(0, 5, 4)], Uniform(5)),
        Script("nll_loss that ignores a class", "[torch.nll_loss(x, y, a, 1, 2), torch.nll_loss(x, y, None, 0, 2)]", [special.log_softmax(Normal(4, 5), 1), tensor(new long[] { 0, 2, 4, 1 })], Uniform(5)),
        Script("nll_loss of images", "torch.nll_loss_nd(x, y, a, 1, -100)", [special.log_softmax(Normal(4, 5, 3, 2), 1), Integers(0, 5, 4, 3, 2)], Uniform(5)),
        Script("cross_entropy_loss", "[torch.cross_entropy_loss(x, y), torch.cross_entropy_loss(x, y, a, 0), torch.cross_entropy_loss(x, y, a, 1)]", [Normal(4, 5), Integers(0, 5, 4)], Uniform(5)),
        Script("cross_entropy_loss with smoothing", "[torch.cross_entropy_loss(x, y, None, 1, -100, 0.2), torch.cross_entropy_loss(x, y, a, 1, 2, 0.2), torch.cross_entropy_loss(x, y, a, 0, -100, 0.2), torch.cross_entropy_loss(x, y, a, 2, -100, 0.1)]",
            [Normal(4, 5), tensor(new long[] { 0, 2, 4, 1 })], Uniform(5)),
        Script("cross_entropy_loss of images", "torch.cross_entropy_loss(x, y, a, 1, -100, 0.1)", [Normal(4, 5, 3, 2), Integers(0, 5, 4, 3, 2)], Uniform(5)),
        Script("cross_entropy_loss of probabilities", "[torch.cross_entropy_loss(x, torch.softmax(y, 1), None, 1, -100, 0.0), torch.cross_entropy_loss(x, torch.softmax(y, 1), a, 1, -100, 0.2), torch.cross_entropy_loss(x, torch.softmax(y, 1), a, 0, -100, 0.0)]", [Normal(4, 5), Uniform(4, 5)], Uniform(5)),
        Script("kl_div", "[torch.kl_div(torch.log_softmax(x, 1), torch.softmax(y, 1)), torch.kl_div(torch.log_softmax(x, 1), torch.log_softmax(y, 1), 2, log_target=True)]", [Normal(4, 5), Uniform(4, 5)]),
        Script("soft_margin_loss", "torch.soft_margin_loss(x, y)", [Normal(4, 5), Flags(4, 5).to(ScalarType.Float32) * 2 - 1]),
        Script("hinge_embedding_loss", "torch.hinge_embedding_loss(x, torch.sign(y), 0.7)", [Normal(4, 5), Normal(4, 5)]),
        Script("margin_ranking_loss", "torch.margin_ranking_loss(x, y, torch.sign(z), 0.3)", [Normal(4), Uniform(4), Normal(4)]),
        Script("cosine_embedding_loss", "torch.cosine_embedding_loss(x, y, torch.sign(z), 0.3)", [Normal(4, 5), Uniform(4, 5), Normal(4)]),
        Script("triplet_margin_loss", "torch.triplet_margin_loss(x, y, z, 1.0)", [Normal(4, 5), Uniform(4, 5), Normal(4, 5) + 1]),
        Script("poisson_nll_loss", "torch.poisson_nll_loss(x, y, True, False, 1e-8, 1)", [Normal(4, 5), Uniform(4, 5) * 3]),
        new("functional cross_entropy", x => [nn.functional.cross_entropy(x[0], x[1], label_smoothing: 0.1)], [Normal(4, 5), Integers(0, 5, 4)]),
        new("functional gaussian_nll_loss", x => [nn.functional.gaussian_nll_loss(x[0], x[1], x[2].abs())], [Normal(4, 5), Uniform(4, 5), Uniform(4, 5) + 0.5]),
        new("functional multilabel_soft_margin_loss", x => [nn.functional.multilabel_soft_margin_loss(x[0], x[1])], [Normal(4, 5), Uniform(4, 5)]),
    ];
}
