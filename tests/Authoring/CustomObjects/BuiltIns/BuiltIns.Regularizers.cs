using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] regularizers =
    [
        (new L1(0.02), "l1", """{"factor":0.02}"""),
        (new L2(), "l2", """{"factor":0.01}"""),
    ];
}
