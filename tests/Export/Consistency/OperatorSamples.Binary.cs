using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>Two tensors: the same shape, broadcasting either way, 0-d, empty, strided, mixed types, and every special and extreme value beside every other.</summary>
    private static IEnumerable<SampleArguments> TwoTensors(ScalarType type) =>
    [
        new("0-d", [Around(type), Positive(type)]),
        new("2-d", [Around(type, 3, 4), Positive(type, 3, 4)]),
        new("2-d, any signs", [Around(type, 3, 4), Around(type, 4, 3).reshape(3, 4)]),
        new("broadcast", [Around(type, 2, 3, 4), Positive(type, 3, 1)]),
        new("broadcast the first", [Around(type, 4), Positive(type, 2, 3, 4)]),
        new("0-d second", [Around(type, 3, 4), Positive(type)]),
        new("0-d first", [Around(type), Positive(type, 3, 4)]),
        new("empty", [Around(type, 0, 4), Positive(type, 4)]),
        new("strided", [Strided(Around(type, 3, 4)), Strided(Positive(type, 3, 4))]),
        new("with float32", [Around(type, 3, 4), Positive(ScalarType.Float32, 3, 4)]),
        new("with int32", [Around(type, 3, 4), Positive(ScalarType.Int32, 3, 4)]),
        new("with a 0-d float64", [Around(type, 3, 4), Positive(ScalarType.Float64)]),
        Pairs("special", Special(type)),
        Pairs("extremes", Extremes(type)),
    ];

    /// <summary>A tensor and a number: integer, real, negative, zero.</summary>
    private static IEnumerable<SampleArguments> TensorAndScalar(ScalarType type) =>
        from arguments in OneTensor(type) from number in Scalars select arguments with { Texts = [("number", number)] };

    private static readonly string[] Scalars = ["2", "-3", "1.5", "0"];

    private static SampleArguments Pairs(string label, Tensor values)
    {
        long count = values.shape[0];
        return new(label, [values.repeat_interleave(count), values.repeat(count)]);
    }

    private static SampledOperator OfTwo(string name, params string[] scripts) => Row(name, TwoTensors, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, y)"]);

    private static SampledOperator WithScalar(string name, params string[] scripts) => Row(name, TensorAndScalar, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, {{number}})"]);

    private static readonly SampledOperator[] Binary =
    [
        OfTwo("add.Tensor", "torch.add(x, y)", "torch.add(x, y, alpha=2)"), WithScalar("add.Scalar", "torch.add(x, {number})", "torch.add(x, {number}, 2)"),
        OfTwo("mul.Tensor"), WithScalar("mul.Scalar"), OfTwo("div.Tensor"), WithScalar("div.Scalar"), OfTwo("maximum"), OfTwo("minimum"),
    ];
}
