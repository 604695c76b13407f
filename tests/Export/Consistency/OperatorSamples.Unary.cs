using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>One tensor of every rank, empty, strided, with special and extreme values.</summary>
    private static IEnumerable<SampleArguments> OneTensor(ScalarType type) =>
    [
        new("0-d", [Around(type)]),
        new("1-d", [Around(type, 7)]),
        new("2-d", [Around(type, 3, 4)]),
        new("4-d", [Around(type, 2, 1, 3, 2)]),
        new("fractions", [Fractions(type, 4, 3)]),
        new("positive", [Positive(type, 4, 3)]),
        new("empty", [Around(type, 3, 0)]),
        new("strided", [Strided(Around(type, 4, 5))]),
        new("special", [Special(type)]),
        new("extremes", [Extremes(type)]),
    ];

    private static SampledOperator Plain(string name, params string[] scripts) => Row(name, OneTensor, scripts.Length > 0 ? scripts : [$"torch.{name}(x)"]);

    private static readonly SampledOperator[] Unary =
    [
        Plain("abs"), Plain("neg"),
        Plain("floor"), Plain("ceil"), Plain("round"), Plain("exp"), Plain("log"), Plain("sqrt"), Plain("reciprocal"),
    ];
}
