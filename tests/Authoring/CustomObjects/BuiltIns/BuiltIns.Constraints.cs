using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] constraints =
    [
        (new NonNegative(), "non-negative", "{}"),
        (new MaxNorm(3, 1), "max-norm", """{"limit":3,"axis":1}"""),
        (Constraint.Of(SampleFunctions.Shrink), "function-constraint", """{"function":{"function":"test/shrink"}}"""),
        (new UnitNorm(1), "unit-norm", """{"axis":1}"""),
        (new MinMaxNorm(0.5, 2, 0.1, 1), "min-max-norm", """{"minimum":0.5,"maximum":2,"rate":0.1,"axis":1}"""),
    ];
}
