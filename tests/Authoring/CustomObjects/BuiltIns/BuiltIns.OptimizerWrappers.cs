using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private const string PlainGradientDescent = """{"type":"onnxforge/stochastic-gradient-descent","version":1,"config":{"learningRate":0.1,"momentum":0,"nesterov":false,"weightDecay":0}}""";

    private static readonly (object Custom, string Type, string Config)[] optimizerWrappers =
    [
        (new Clipped(new StochasticGradientDescent(0.1), GlobalNorm: 2), "clipped", $$"""{"optimizer":{{PlainGradientDescent}},"norm":null,"globalNorm":2,"value":null}"""),
        (new Accumulated(new StochasticGradientDescent(0.1), 4), "accumulated", $$"""{"optimizer":{{PlainGradientDescent}},"steps":4}"""),
        (new Scheduled(new StochasticGradientDescent(0.1), new ExponentialDecay(0.1, 10, 0.9)), "scheduled",
            $$"""{"optimizer":{{PlainGradientDescent}},"schedule":{"type":"onnxforge/exponential-decay","version":1,"config":"""
            + """{"initialRate":0.1,"decaySteps":10,"decayRate":0.9,"staircase":false}}}"""),
    ];
}
