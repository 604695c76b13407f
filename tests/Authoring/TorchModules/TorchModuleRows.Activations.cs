using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

internal static partial class TorchModuleRows
{
    private static IEnumerable<TorchModuleRow> Activations() =>
    [
        Row(nn.CELU(0.7), "celu", """{"alpha":0.7,"inplace":false}""", 4, 3),
        Row(nn.ELU(0.7, inplace: true), "elu", """{"alpha":0.7,"inplace":true}""", 4, 3),
        Row(nn.GELU(TorchSharp.Modules.GELU.Approximate.tanh), "gelu", """{"approximate":"tanh","inplace":false}""", 4, 3),
        Row(nn.GLU(0), "glu", """{"dim":0}""", 4, 3),
        Row(nn.Hardshrink(0.3), "hardshrink", """{"lambda":0.3}""", 4, 3),
        Row(nn.Hardsigmoid(), "hardsigmoid", """{"inplace":false}""", 4, 3),
        Row(nn.Hardswish(), "hardswish", """{"inplace":false}""", 4, 3),
        Row(nn.Hardtanh(-0.5, 0.25), "hardtanh", """{"minVal":-0.5,"maxVal":0.25,"inplace":false}""", 4, 3),
        Row(nn.LeakyReLU(0.3), "leaky-relu", """{"negativeSlope":0.3,"inplace":false}""", 4, 3),
        Row(nn.LogSigmoid(), "log-sigmoid", "{}", 4, 3),
        Row(nn.LogSoftmax(0), "log-softmax", """{"dim":0}""", 4, 3),
        Row(nn.Mish(), "mish", """{"inplace":false}""", 4, 3),
        Row(nn.PReLU(3, 0.1), "prelu", """{"numParameters":3,"init":0.1,"dtype":"float32"}""", 4, 3),
        Row(nn.ReLU(inplace: true), "relu", """{"inplace":true}""", 4, 3),
        Row(nn.ReLU6(), "relu6", """{"inplace":false}""", 4, 3),
        Row(nn.RReLU(0.2, 0.4), "rrelu", """{"lower":0.2,"upper":0.4,"inplace":false}""", 4, 3),
        Row(nn.SELU(), "selu", """{"inplace":false}""", 4, 3),
        Row(nn.SiLU(), "silu", """{"inplace":false}""", 4, 3),
        Row(nn.Sigmoid(), "sigmoid", """{"inplace":false}""", 4, 3),
        Row(nn.Softmax(0), "softmax", """{"dim":0}""", 4, 3),
        Row(nn.Softmax2d(), "softmax2d", "{}", 2, 3, 4, 4),
        Row(nn.Softmin(0), "softmin", """{"dim":0}""", 4, 3),
        Row(nn.Softplus(0.7, 2), "softplus", """{"beta":0.7,"threshold":2}""", 4, 3),
        Row(nn.Softshrink(0.3), "softshrink", """{"lambda":0.3}""", 4, 3),
        Row(nn.Softsign(), "softsign", """{"inplace":false}""", 4, 3),
        Row(nn.Tanh(), "tanh", """{"inplace":false}""", 4, 3),
        Row(nn.Tanhshrink(), "tanhshrink", """{"inplace":false}""", 4, 3),
        Row(nn.Threshold(0.2, -3), "threshold", """{"limit":0.2,"value":-3,"inplace":false}""", 4, 3),
    ];

    private static IEnumerable<TorchModuleRow> Dropouts() =>
    [
        Row(nn.Dropout(0.3), "dropout", """{"p":0.3,"inplace":false}""", 8, 6),
        Row(nn.Dropout1d(0.3), "dropout1d", """{"p":0.3,"inplace":false}""", 8, 6, 2),
        Row(nn.Dropout2d(0.3), "dropout2d", """{"p":0.3,"inplace":false}""", 8, 6, 2, 2),
        Row(nn.Dropout3d(0.3), "dropout3d", """{"p":0.3,"inplace":false}""", 8, 6, 2, 2, 2),
        Row(nn.AlphaDropout(0.3), "alpha-dropout", """{"p":0.3,"inplace":false}""", 8, 6),
        Row(nn.FeatureAlphaDropout(0.3), "feature-alpha-dropout", """{"p":0.3,"inplace":false}""", 8, 6, 2),
    ];

    private static IEnumerable<TorchModuleRow> Products() =>
    [
        Row(nn.Identity(), "identity", "{}", 4, 3),
        Row(nn.Linear(8, 3, hasBias: false), "linear", """{"inFeatures":8,"outFeatures":3,"bias":false,"dtype":"float32"}""", 4, 8),
        Row(nn.Linear(8, 3, dtype: ScalarType.Float64), "linear", """{"inFeatures":8,"outFeatures":3,"bias":true,"dtype":"float64"}""",
            linear => linear.call(Numbers(4, 8).to(ScalarType.Float64))),
        Row(nn.Bilinear(3, 4, 2), "bilinear", """{"in1Features":3,"in2Features":4,"outFeatures":2,"bias":true,"dtype":"float32"}""",
            bilinear => bilinear.call(Numbers(5, 3), Numbers(5, 4))),
        Row(nn.CosineSimilarity(0, 0.1), "cosine-similarity", """{"dim":0,"eps":0.1}""", similarity => similarity.call(Numbers(5, 3), Numbers(5, 3) + 1)),
        Row(nn.PairwiseDistance(1, 0.1, keepdim: true), "pairwise-distance", """{"p":1,"eps":0.1,"keepdim":true}""", distance => distance.call(Numbers(5, 3), Numbers(5, 3) + 1)),
    ];
}
