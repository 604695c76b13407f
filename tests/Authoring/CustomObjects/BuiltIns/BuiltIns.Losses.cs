using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] losses =
    [
        (new MeanSquaredError(), "mean-squared-error", "{}"),
        (new MeanAbsoluteError(), "mean-absolute-error", "{}"),
        (Loss.Of(SampleFunctions.Absolute), "function-loss", """{"function":{"function":"test/absolute"}}"""),
    ];
}
