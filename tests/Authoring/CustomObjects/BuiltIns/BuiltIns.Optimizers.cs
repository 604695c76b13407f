using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] optimizers =
    [
        (new Adam(0.01), "adam", """{"learningRate":0.01,"beta1":0.9,"beta2":0.999,"epsilon":1E-07,"amsGrad":false}"""),
        (new Nadam(), "nadam", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new StochasticGradientDescent(0.1, 0.9, true, 0.5), "stochastic-gradient-descent", """{"learningRate":0.1,"momentum":0.9,"nesterov":true,"weightDecay":0.5}"""),
        (new MultiOptimizer([new("wide", new StochasticGradientDescent(0.1)), new("", new Adam())]), "multi-optimizer",
            """{"rules":[{"prefix":"wide","optimizer":{"type":"onnxforge/stochastic-gradient-descent","version":1,"config":{"learningRate":0.1,"momentum":0,"nesterov":false,"weightDecay":0}}},"""
            + """{"prefix":"","optimizer":{"type":"onnxforge/adam","version":1,"config":{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07,"amsGrad":false}}}]}"""),
        (new AdamW(), "adamw", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07,"weightDecay":0.004,"amsGrad":false}"""),
        (new RAdam(), "radam", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new Lion(0.1), "lion", """{"learningRate":0.1,"beta1":0.9,"beta2":0.99}"""),
        (new Rprop(), "rprop", """{"learningRate":0.01,"etaMinus":0.5,"etaPlus":1.2,"minStep":1E-06,"maxStep":50}"""),
        (new Asgd(AverageFrom: 9), "asgd", """{"learningRate":0.01,"decay":0.0001,"alpha":0.75,"averageFrom":9,"weightDecay":0}"""),
        (new Adamax(), "adamax", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new Adagrad(), "adagrad", """{"learningRate":0.001,"initialAccumulator":0.1,"epsilon":1E-07}"""),
        (new Adadelta(1), "adadelta", """{"learningRate":1,"rho":0.95,"epsilon":1E-07}"""),
        (new RmsProp(Centered: true), "rmsprop", """{"learningRate":0.001,"rho":0.9,"momentum":0,"epsilon":1E-07,"centered":true}"""),
    ];
}
