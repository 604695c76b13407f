using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] schedules =
    [
        (new ExponentialDecay(0.1, 10, 0.9, true), "exponential-decay", """{"initialRate":0.1,"decaySteps":10,"decayRate":0.9,"staircase":true}"""),
        (new InverseTimeDecay(0.1, 10, 0.5), "inverse-time-decay", """{"initialRate":0.1,"decaySteps":10,"decayRate":0.5,"staircase":false}"""),
        (new PiecewiseConstantDecay([10, 20], [1, 0.5, 0.25]), "piecewise-constant-decay", """{"boundaries":[10,20],"values":[1,0.5,0.25]}"""),
        (new PolynomialDecay(0.1, 10), "polynomial-decay", """{"initialRate":0.1,"decaySteps":10,"endRate":0.0001,"power":1,"cycle":false}"""),
        (new CosineDecay(0.1, 10, 0.2, 1, 5), "cosine-decay", """{"initialRate":0.1,"decaySteps":10,"alpha":0.2,"warmupTarget":1,"warmupSteps":5}"""),
        (new CosineDecayRestarts(0.1, 10), "cosine-decay-restarts", """{"initialRate":0.1,"firstDecaySteps":10,"lengthFactor":2,"rateFactor":1,"alpha":0}"""),
        (new OneCycle(0.1, 100), "one-cycle", """{"maximumRate":0.1,"totalSteps":100,"riseFraction":0.3,"startDivisor":25,"endDivisor":10000}"""),
    ];
}
