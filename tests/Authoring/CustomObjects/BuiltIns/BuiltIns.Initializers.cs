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
        (Initializer.Of(SampleFunctions.Sevenths), "function-initializer", """{"function":{"function":"test/sevenths"}}"""),
        (new RandomUniform(-1), "random-uniform", """{"minimum":-1,"maximum":0.05}"""),
        (new Orthogonal(2), "orthogonal", """{"gain":2}"""),
        (new RandomNormal(1, 0.5), "random-normal", """{"mean":1,"deviation":0.5}"""),
        (new TruncatedNormal(), "truncated-normal", """{"mean":0,"deviation":0.05}"""),
        (new VarianceScaling(2, FanMode.FanOut, WeightDistribution.Normal), "variance-scaling", """{"scale":2,"mode":"fanOut","distribution":"normal"}"""),
        (new HeUniform(), "he-uniform", "{}"),
        (new LecunUniform(), "lecun-uniform", "{}"),
        (new Identity(2), "identity", """{"gain":2}"""),
        (new Seeded(new HeNormal(), 7), "seeded", """{"initializer":{"type":"onnxforge/he-normal","version":1,"config":{}},"seed":7}"""),
    ];
}
