using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] initializers =
    [
        (new Zeros(), "zeros", "{}"),
        (new Ones(), "ones", "{}"),
        (new Constant(-0.1), "constant", """{"value":-0.1}"""),
        (new GlorotUniform(), "glorot-uniform", "{}"),
        (new GlorotNormal(), "glorot-normal", "{}"),
        (new HeNormal(), "he-normal", "{}"),
        (new LecunNormal(), "lecun-normal", "{}"),
        (new RandomUniform(-1), "random-uniform", """{"minimum":-1,"maximum":0.05}"""),
        (new Orthogonal(2), "orthogonal", """{"gain":2}"""),
    ];
}
