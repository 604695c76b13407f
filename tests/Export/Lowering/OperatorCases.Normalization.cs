using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>The rows of <see cref="OperatorParityTests"/>, a file a family.</summary>
internal static partial class OperatorCases
{
    public static readonly IReadOnlyList<OperatorCase> Normalization =
    [
        Script("batch_norm", "torch.batch_norm(x, a, b, c, d, False, 0.1, 1e-5, False)", [Normal(4, 3, 5, 6)], Normal(3), Uniform(3), Normal(3), Uniform(3) + 0.5),
        Script("batch_norm of a matrix without affine", "torch.batch_norm(x, None, None, a, b, False, 0.1, 1e-3, False)", [Normal(4, 3)], Normal(3), Uniform(3) + 0.5),
        Script("batch_norm of a volume", "torch.batch_norm(x, a, b, c, d, False, 0.1, 1e-5, False)", [Normal(4, 3, 2, 3, 4)], Normal(3), Uniform(3), Normal(3), Uniform(3) + 0.5),
        Script("batch_norm float64", "torch.batch_norm(x, a, b, c, d, False, 0.1, 1e-5, False)", [Normal(4, 3, 5).@double()], Normal(3).@double(), Uniform(3).@double(), Normal(3).@double(), (Uniform(3) + 0.5).@double()),
        Script("batch_norm of the batch's own statistics", "torch.batch_norm(x, a, b, None, None, True, 0.1, 1e-5, False)", [Normal(4, 3, 5, 6)], Normal(3), Uniform(3)),
        Script("native_batch_norm", "p, q, r = torch.native_batch_norm(x, a, b, c, d, False, 0.1, 1e-5); p", [Normal(4, 3, 5)], Normal(3), Uniform(3), Normal(3), Uniform(3) + 0.5),
        Script("_native_batch_norm_legit_no_training", "p, q, r = torch._native_batch_norm_legit_no_training(x, a, b, c, d, 0.1, 1e-5); p", [Normal(4, 3, 5)], Normal(3), Uniform(3), Normal(3), Uniform(3) + 0.5),
        Script("layer_norm", "torch.layer_norm(x, [6], a, b, 1e-5, False)", [Normal(4, 5, 6)], Normal(6), Uniform(6)),
        Script("layer_norm over two dimensions without affine", "torch.layer_norm(x, [5, 6], None, None, 1e-3, False)", [Normal(4, 5, 6)]),
        Script("layer_norm with a bias left out", "torch.layer_norm(x, [6], a, None, 1e-5, False)", [Normal(4, 6)], Normal(6)),
        Script("layer_norm float64", "torch.layer_norm(x, [6], a, b, 1e-5, False)", [Normal(4, 5, 6).@double()], Normal(6).@double(), Uniform(6).@double()),
        Script("layer_norm float16", "torch.layer_norm(x, [6], a, b, 1e-5, False)", [Normal(4, 5, 6).half()], Normal(6).half(), Uniform(6).half()),
        Script("native_layer_norm", "p, q, r = torch.native_layer_norm(x, [6], a, b, 1e-5); p", [Normal(4, 5, 6)], Normal(6), Uniform(6)),
        Script("group_norm", "torch.group_norm(x, 2, a, b, 1e-5, False)", [Normal(4, 6, 5, 3)], Normal(6), Uniform(6)),
        Script("group_norm of a matrix without affine", "torch.group_norm(x, 3, None, None, 1e-5, False)", [Normal(4, 6)]),
        Script("group_norm float64", "torch.group_norm(x, 2, a, b, 1e-5, False)", [Normal(4, 6, 5).@double()], Normal(6).@double(), Uniform(6).@double()),
        Script("group_norm over a dynamic length", "torch.group_norm(x, 2, a, b, 1e-5, False)", [Normal(4, 6, 5)], Normal(6), Uniform(6)).WithDynamic([(0, "batch"), (2, "length")]),
        Script("instance_norm", "torch.instance_norm(x, a, b, None, None, True, 0.1, 1e-5, False)", [Normal(4, 3, 5, 6)], Normal(3), Uniform(3)),
        Script("instance_norm float64 without affine", "torch.instance_norm(x, None, None, None, None, True, 0.1, 1e-5, False)", [Normal(4, 3, 5).@double()]),
        Script("instance_norm with running statistics", "torch.instance_norm(x, a, b, c, d, False, 0.1, 1e-5, False)", [Normal(4, 3, 5, 6)], Normal(3), Uniform(3), tensor(new float[] { 0.5f, -0.25f, 2 }), tensor(new float[] { 0.5f, 1, 2 })),
        Script("_weight_norm", "torch._weight_norm(a, b, 0).matmul(x.t())", [Normal(4, 6)], Normal(5, 6), Uniform(5, 1)),
        Script("rms_norm", "torch.rms_norm(x, [6], a, 1e-5)", [Normal(4, 5, 6)], Normal(6)),
        Script("rms_norm with the default epsilon", "torch.rms_norm(x, [5, 6], None, None)", [Normal(4, 5, 6)]),
        Of("local_response_norm", x => nn.functional.local_response_norm(x, 3), Normal(4, 6, 5, 5)),
        Of("normalize", x => nn.functional.normalize(x), Normal(4, 6)),
        Of("normalize by the 1-norm over the last dimension", x => nn.functional.normalize(x, p: 1, dim: -1), Normal(4, 6, 3)),
        Module("BatchNorm1d", nn.BatchNorm1d(3), Normal(4, 3)),
        Module("BatchNorm2d", nn.BatchNorm2d(3), Normal(4, 3, 5, 5)),
        Module("BatchNorm3d without running statistics", nn.BatchNorm3d(3, track_running_stats: false), Normal(4, 3, 2, 5, 5)),
        Module("LayerNorm", nn.LayerNorm([6]), Normal(4, 3, 6)),
        Module("GroupNorm", nn.GroupNorm(2, 6), Normal(4, 6, 5)),
        Module("InstanceNorm2d with affine", nn.InstanceNorm2d(3, affine: true), Normal(4, 3, 5, 5)),
        Module("LocalResponseNorm", nn.LocalResponseNorm(5), Normal(4, 7, 5, 5)),
    ];

    private static OperatorCase Module(string name, nn.Module<Tensor, Tensor> module, Tensor input)
    {
        Settle(module);
        return Of(name, x => module.call(x), input);
    }

    // in evaluation mode, where it stays, with the same weights in every run
    private static void Settle(nn.Module module)
    {
        module.eval();
        using var gradients = no_grad();
        foreach (var (_, parameter) in module.named_parameters()) parameter.copy_(Normal(parameter.shape) * 0.5);
    }
}
