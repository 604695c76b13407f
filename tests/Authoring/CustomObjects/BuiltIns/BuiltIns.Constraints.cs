using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] constraints =
    [
        (new NonNegative(), "non-negative", "{}"),
        (new MaxNorm(3, 1), "max-norm", """{"limit":3,"axis":1}"""),
    ];
}
