using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] activations =
    [
        (new Elu(0.5), "elu", """{"alpha":0.5}"""),
        (new Selu(), "selu", "{}"),
        (new Relu(), "relu", "{}"),
        (new Softplus(), "softplus", "{}"),
        (new Sigmoid(), "sigmoid", "{}"),
        (new Tanh(), "tanh", "{}"),
        (new Linear(), "linear", "{}"),
        (Activation.Of(SampleFunctions.Smooth), "function-activation", """{"function":{"function":"test/smooth"}}"""),
        (new Relu6(), "relu6", "{}"),
        (new LeakyRelu(), "leaky-relu", """{"negativeSlope":0.2}"""),
        (new Celu(2), "celu", """{"alpha":2}"""),
        (new Gelu(true), "gelu", """{"approximate":true}"""),
        (new Silu(), "silu", "{}"),
        (new Mish(), "mish", "{}"),
        (new HardSigmoid(), "hard-sigmoid", "{}"),
        (new HardSilu(), "hard-silu", "{}"),
        (new HardTanh(0, 2), "hard-tanh", """{"minimum":0,"maximum":2}"""),
        (new Softsign(), "softsign", "{}"),
        (new Softmax(1), "softmax", """{"axis":1}"""),
        (new LogSoftmax(), "log-softmax", """{"axis":-1}"""),
        (new Sparsemax(), "sparsemax", """{"axis":-1}"""),
        (new Exponential(), "exponential", "{}"),
        (new TanhShrink(), "tanh-shrink", "{}"),
        (new SoftShrink(1), "soft-shrink", """{"threshold":1}"""),
        (new HardShrink(), "hard-shrink", """{"threshold":0.5}"""),
        (new Threshold(1, -1), "threshold", """{"limit":1,"value":-1}"""),
        (new LogSigmoid(), "log-sigmoid", "{}"),
        (new Glu(1), "glu", """{"axis":1}"""),
        (new Softmin(0), "softmin", """{"axis":0}"""),
        (new SparsePlus(), "sparse-plus", "{}"),
        (new SparseSigmoid(), "sparse-sigmoid", "{}"),
        (new Squareplus(1), "squareplus", """{"b":1}"""),
    ];
}
