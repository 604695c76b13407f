using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>Integers and numbers of bits to shift them by: few, none, as many as there are, more, and below zero.</summary>
    private static IEnumerable<SampleArguments> Shifts(ScalarType type) =>
    [
        new("0-d", [Around(type), tensor(2).to(type)]),
        new("2-d", [Around(type, 3, 4), Integers(0, 5, 3, 4).to(type)]),
        new("broadcast", [Around(type, 3, 4), Integers(0, 5, 3, 1).to(type)]),
        new("empty", [Around(type, 0, 4), Integers(0, 5, 4).to(type)]),
        new("extremes", [Extremes(type).unsqueeze(1), tensor(new long[] { 0, 1, 3, 6, 7 }).to(type)]),
        new("too far", [Extremes(type).unsqueeze(1), tensor(new long[] { 8, 15, 16, 31, 32, 63, 64, 100 }).to(type)]),
        new("below zero", [Around(type, 3, 4), tensor(-1).to(type)]),
    ];

    private static IEnumerable<SampleArguments> ShiftsByNumber(ScalarType type) =>
        from arguments in OneTensor(type) from number in new[] { "0", "1", "3", "7" } select arguments with { Texts = [("number", number)] };

    private static IEnumerable<SampledOperator> Shift(string name, string symbol) =>
    [
        Row($"bitwise_{name}_shift.Tensor", Shifts, $"torch.bitwise_{name}_shift(x, y)"),
        Row($"bitwise_{name}_shift.Tensor_Scalar", ShiftsByNumber, $"torch.bitwise_{name}_shift(x, {{number}})"),
        Row($"bitwise_{name}_shift.Scalar_Tensor", ShiftsByNumber, $"torch.bitwise_{name}_shift({{number}}, torch.remainder(x, 5))"),
        Row($"__{name[0]}shift__.Tensor", Shifts, $"x {symbol} y"),
        Row($"__{name[0]}shift__.Scalar", ShiftsByNumber, $"x {symbol} {{number}}"),
    ];

    private static IEnumerable<SampledOperator> Bits(string name, string symbol) =>
    [
        OfTwo($"bitwise_{name}.Tensor"), WithScalar($"bitwise_{name}.Scalar"), WithScalar($"bitwise_{name}.Scalar_Tensor", $"torch.bitwise_{name}({{number}}, x)"),
        OfTwo($"__{name}__.Tensor", $"x {symbol} y"), WithScalar($"__{name}__.Scalar", $"x {symbol} {{number}}"),
    ];

    private static SampledOperator[] Division =>
    [
        Row("div.Tensor_mode", Divided, "torch.div(x, y, rounding_mode='floor')", "torch.div(x, y, rounding_mode='trunc')", "torch.div(x, y, rounding_mode=None)"),
        Row("div.Scalar_mode", TensorAndDivisor, "torch.div(x, {number}, rounding_mode='floor')", "torch.div(x, {number}, rounding_mode='trunc')"),
        Row("floor_divide", Divided, "torch.floor_divide(x, y)"), Row("floor_divide.Scalar", TensorAndDivisor, "torch.floor_divide(x, {number})"),
        Row("remainder.Tensor", Divided, "torch.remainder(x, y)"), Row("remainder.Scalar", TensorAndDivisor, "torch.remainder(x, {number})"), Row("remainder.Scalar_Tensor", Divided, "torch.remainder(7, y)", "torch.remainder(-7.5, y)"),
        Row("fmod.Tensor", Divided, "torch.fmod(x, y)"), Row("fmod.Scalar", TensorAndDivisor, "torch.fmod(x, {number})"),
        .. Bits("and", "&"), .. Bits("or", "|"), .. Bits("xor", "^"), .. Shift("left", "<<"), .. Shift("right", ">>"),
    ];
}
