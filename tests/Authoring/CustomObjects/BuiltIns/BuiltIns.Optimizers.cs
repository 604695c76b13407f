using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] optimizers =
    [
        (new Adam(0.01), "adam", """{"learningRate":0.01,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new Nadam(), "nadam", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new StochasticGradientDescent(0.1, 0.9, true), "stochastic-gradient-descent", """{"learningRate":0.1,"momentum":0.9,"nesterov":true}"""),
        (new MultiOptimizer([new("wide", new StochasticGradientDescent(0.1)), new("", new Adam())]), "multi-optimizer",
            """{"rules":[{"prefix":"wide","optimizer":{"type":"onnxforge/stochastic-gradient-descent","version":1,"config":{"learningRate":0.1,"momentum":0,"nesterov":false}}},"""
            + """{"prefix":"","optimizer":{"type":"onnxforge/adam","version":1,"config":{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}}}]}"""),
    ];
}
