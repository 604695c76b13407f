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
    ];
}
