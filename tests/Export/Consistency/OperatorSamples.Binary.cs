using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>Two tensors: the same shape, broadcasting either way, 0-d, empty, strided, mixed types, and every special and extreme value beside every other.</summary>
    private static IEnumerable<SampleArguments> TwoTensors(ScalarType type) => [.. TwoFiniteTensors(type), Pairs("special", Special(type)), Pairs("extremes", Extremes(type))];

    // the second one is never zero, and no quotient overflows: libtorch traps or rejects these with integers
    private static IEnumerable<SampleArguments> TwoFiniteTensors(ScalarType type) =>
    [
        new("0-d", [Around(type), Positive(type)]),
        new("2-d", [Around(type, 3, 4), Positive(type, 3, 4)]),
        new("2-d negative", [Around(type, 3, 4), Negative(type, 3, 4)]),
        new("broadcast", [Around(type, 2, 3, 4), Positive(type, 3, 1)]),
        new("broadcast the first", [Around(type, 4), Positive(type, 2, 3, 4)]),
        new("0-d second", [Around(type, 3, 4), Positive(type)]),
        new("0-d first", [Around(type), Positive(type, 3, 4)]),
        new("empty", [Around(type, 0, 4), Positive(type, 4)]),
        new("strided", [Strided(Around(type, 3, 4)), Strided(Positive(type, 3, 4))]),
        new("with float32", [Around(type, 3, 4), Positive(ScalarType.Float32, 3, 4)]),
        new("with int32", [Around(type, 3, 4), Positive(ScalarType.Int32, 3, 4)]),
        new("with a 0-d float64", [Around(type, 3, 4), Positive(ScalarType.Float64)]),
    ];

    private static IEnumerable<SampleArguments> Divided(ScalarType type) => IsFloating(type) ? TwoTensors(type) : TwoFiniteTensors(type);

    private static IEnumerable<SampleArguments> ThreeTensors(ScalarType type) =>
    [
        new("0-d", [Around(type), Positive(type), Fractions(type)]),
        new("2-d", [Around(type, 3, 4), Positive(type, 3, 4), Fractions(type, 3, 4)]),
        new("broadcast", [Around(type, 3, 4), Positive(type, 4), Fractions(type, 3, 1)]),
        new("negative", [Around(type, 3, 4), Positive(type, 3, 4), Negative(type, 3, 4)]),
        new("empty", [Around(type, 0, 4), Positive(type, 4), Fractions(type, 0, 1)]),
        new("strided", [Strided(Around(type, 3, 4)), Strided(Positive(type, 3, 4)), Fractions(type, 3, 4)]),
        .. Triples("special", Special(type)),
        .. IsFloating(type) ? Triples("extremes", Extremes(type)) : [],
    ];

    /// <summary>A tensor and a number: integer, real, negative, zero.</summary>
    private static IEnumerable<SampleArguments> TensorAndScalar(ScalarType type) =>
        from arguments in OneTensor(type) from number in new[] { "2", "-3", "1.5", "0" } select arguments with { Texts = [("number", number)] };

    /// <summary>The same without zero.</summary>
    private static IEnumerable<SampleArguments> TensorAndDivisor(ScalarType type) =>
        from arguments in OneTensor(type) from number in new[] { "2", "-3", "1.5", "0.1" } select arguments with { Texts = [("number", number)] };

    private static Tensor Negative(ScalarType type, params long[] shape) => type is ScalarType.Byte or ScalarType.Bool ? Positive(type, shape) : Positive(type, shape).neg();

    private static SampleArguments Pairs(string label, Tensor values)
    {
        long count = values.shape[0];
        return new(label, [values.repeat_interleave(count), values.repeat(count)]);
    }

    // every pair, with a third value that runs through all as well
    private static IEnumerable<SampleArguments> Triples(string label, Tensor values)
    {
        var pairs = Pairs(label, values).Tensors;
        return [new(label, [pairs[0], pairs[1], pairs[0].roll(1, 0)]), new($"{label}, other order", [pairs[1].roll(3, 0), pairs[0], pairs[1]])];
    }

    private static SampledOperator OfTwo(string name, params string[] scripts) => Row(name, TwoTensors, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, y)"]);

    private static SampledOperator WithScalar(string name, params string[] scripts) => Row(name, TensorAndScalar, scripts.Length > 0 ? scripts : [$"torch.{name.Split('.')[0]}(x, {{number}})"]);

    private static IEnumerable<SampledOperator> Comparisons => new[] { "eq", "ne", "lt", "le", "gt", "ge" }.SelectMany(name => new[] { OfTwo($"{name}.Tensor"), WithScalar($"{name}.Scalar") });

    private static SampledOperator[] Binary =>
    [
        OfTwo("add.Tensor", "torch.add(x, y)", "torch.add(x, y, alpha=2)", "torch.add(x, y, alpha=-1)"), WithScalar("add.Scalar", "torch.add(x, {number})", "torch.add(x, {number}, 2)"),
        OfTwo("sub.Tensor", "torch.sub(x, y)", "torch.sub(x, y, alpha=2)"), WithScalar("sub.Scalar"), WithScalar("rsub.Scalar"),
        OfTwo("mul.Tensor"), WithScalar("mul.Scalar"), OfTwo("div.Tensor"), WithScalar("div.Scalar"),
        OfTwo("maximum"), OfTwo("minimum"), OfTwo("max.other"), OfTwo("min.other"), OfTwo("fmax"), OfTwo("fmin"),
        OfTwo("pow.Tensor_Tensor"), WithScalar("pow.Tensor_Scalar", "torch.pow(x, {number})", "torch.pow(x, 0.5)", "torch.pow(x, 3)"), WithScalar("pow.Scalar", "torch.pow({number}, x)"),
        .. Comparisons, OfTwo("logical_and"), OfTwo("logical_or"), OfTwo("logical_xor"),
        OfTwo("atan2"), Alias("arctan2", OfTwo("atan2")), OfTwo("hypot"), OfTwo("copysign.Tensor"), WithScalar("copysign.Scalar"), OfTwo("heaviside"), OfTwo("logaddexp"), OfTwo("logaddexp2"),
        OfTwo("xlogy.Tensor"), WithScalar("xlogy.Scalar_Self", "torch.xlogy({number}, x)"), WithScalar("xlogy.Scalar_Other"),
        Alias("special_xlogy", OfTwo("xlogy.Tensor")), Alias("special_xlogy.self_scalar", WithScalar("xlogy.Scalar_Self", "torch.xlogy({number}, x)")), Alias("special_xlogy.other_scalar", WithScalar("xlogy.Scalar_Other")),
        OfTwo("special_xlog1py"), WithScalar("special_xlog1py.self_scalar", "torch.special_xlog1py({number}, x)"), WithScalar("special_xlog1py.other_scalar"),
        Row("lerp.Scalar", TwoTensors, "torch.lerp(x, y, 0.3)", "torch.lerp(x, y, 0.8)", "torch.lerp(x, y, -2)"), Row("lerp.Tensor", ThreeTensors, "torch.lerp(x, y, z)"),
        Row("addcmul", ThreeTensors, "torch.addcmul(x, y, z)", "torch.addcmul(x, y, z, value=2)"), Row("addcdiv", ThreeTensors, "torch.addcdiv(x, y, z)", "torch.addcdiv(x, y, z, value=-2)"),
    ];
}
