using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] regularizers =
    [
        (new L1(0.02), "l1", """{"factor":0.02}"""),
        (new L2(), "l2", """{"factor":0.01}"""),
        (Regularizer.Of(SampleFunctions.Mass), "function-regularizer", """{"function":{"function":"test/mass"}}"""),
        (new L1L2(0.1), "l1-l2", """{"l1":0.1,"l2":0.01}"""),
        (new OrthogonalRegularizer(1, MatrixSide.Columns), "orthogonal-regularizer", """{"factor":1,"mode":"columns"}"""),
    ];
}
