using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Samples that do not agree, or are refused, and why.</summary>
/// <param name="Operators">Names of rows.</param>
/// <param name="Types">The element types.</param>
/// <param name="Samples">A part of the labels that are meant; empty for all of them.</param>
/// <param name="Reason">Why this is so, and not a wrong lowering.</param>
internal sealed record ConsistencyException(string[] Operators, ScalarType[] Types, string Samples, string Reason)
{
    public bool Covers(string name, ScalarType type, string label) => Types.Contains(type) && Operators.Contains(name) && label.Contains(Samples, StringComparison.Ordinal);

    public override string ToString() => $"{string.Join(", ", Operators)} at {string.Join(", ", Types.Select(SampleValues.NameOf))}{(Samples.Length > 0 ? $" of '{Samples}'" : "")}: {Reason}";
}

/// <summary>Every exception from <see cref="OperatorConsistencyTests"/>. One that no longer fails is an error, so that the list stays true.</summary>
internal static partial class ConsistencyExceptions
{
    private static readonly ScalarType[] Floating = [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16];
    private static readonly ScalarType[] Wide = [ScalarType.Float32, ScalarType.Float64, ScalarType.BFloat16]; // the extremes of float16 stay in range in float32
    private static readonly ScalarType[] WithKernel = [ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16];
    private static readonly ScalarType[] Whole = [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte];

    public static IReadOnlyList<ConsistencyException> All { get; } = [.. Refused, .. MissingNumbers, .. Extremes, .. Undefined];

    private static IEnumerable<ConsistencyException> Refused =>
    [
        new(["erf", "special_erf", "gelu", "asin", "acos", "atan", "asinh", "acosh", "atanh", "atan2", "arctan2"], [ScalarType.Float64], "", "ONNX Runtime has no kernel for float64, and ONNX no exact parts: refused"),
        new(["case: atan2", "case: atan2 of normal values", "case: trigonometry", "case: inverse trigonometry", "case: erf and erfc", "case: gelu", "case: abs, angle, sgn", "case: sgn and angle of zero",
            "case: logarithms", "case: pow of real numbers"], [ScalarType.Float64], "", "they use functions without a kernel for float64: refused"),
        new(["atan2", "arctan2"], [.. Whole, ScalarType.Bool], "with a 0-d float64", "the result is float64, which ONNX Runtime's Atan lacks: refused"),
        new([.. OperatorCases.Convolution.Select(NameOf).Where(name => name.Contains("conv", StringComparison.Ordinal))], [ScalarType.Float64, ScalarType.Int64], "", "ONNX Runtime convolves in float32 and half precision alone: refused"),
        new(["median", "case: median", "case: median with NaN"], [.. Whole, ScalarType.Bool], "no ", "libtorch gives what the processor makes of NaN as an integer: refused"),
        new(["case: complex and its parts", "case: view_as_complex", "case: conj_physical_", "case: add and sub", "case: sums that broadcast", "case: mul", "case: bmm and baddbmm", "case: einsum", "case: parts of it",
            "case: eq and ne", "case: clone, detach, to", "case: promotion to float64", "case: writes through views", "case: conjugates", "case: isreal", "case: add and sub of real ones", "case: rsub",
            "case: addmm and linear", "case: shapes", "case: cat and stack", "case: where and masked_fill", "case: zeros, ones, full", "case: writes", "case: constants"],
            [ScalarType.Float16], "", "complex numbers of half precision are no pairs of a type that the lowerings know: refused"),
    ];

    private static IEnumerable<ConsistencyException> MissingNumbers =>
    [
        new(["max.dim", "min.dim", "amax", "amin", "aminmax", "argmax", "argmin", "norm.ScalarOpt_dim", "linalg_vector_norm", "norm.Scalar"], Floating, "special",
            "ONNX Runtime's ReduceMax, ReduceMin, ArgMax and ArgMin pass over NaN; three more nodes in each graph would find it"),
        new(["max", "min"], WithKernel, "special", "ONNX Runtime's ReduceMax and ReduceMin pass over NaN, in most orders"),
        new(["logsumexp"], WithKernel, "special", "ONNX Runtime's ReduceLogSumExp passes over NaN where all dimensions are reduced"),
        new(["sort", "sort.stable", "argsort.stable", "msort", "topk", "kthvalue", "case: sort descending", "case: kthvalue"], Floating, "special", "ONNX Runtime's TopK has no place for NaN in its order"),
        new(["_prelu_kernel"], WithKernel, "special", "a zero times an infinite slope is NaN in libtorch; ONNX Runtime's PRelu hands zero on"),
    ];

    private static IEnumerable<ConsistencyException> Extremes =>
    [
        new(["add.Tensor", "sub.Tensor"], Wide, "alpha=2), extremes", "libtorch multiplies and adds without rounding, and so without overflow, in between"),
        new(["fmod.Tensor", "remainder.Tensor", "remainder.Scalar_Tensor"], Wide, "extremes", "where the quotient has no more digits libtorch's vectors give NaN, and ONNX Runtime the rest"),
        new(["fmod.Scalar", "remainder.Scalar"], [ScalarType.Float32, ScalarType.Float64], "0.1), extremes", "where the quotient has no more digits libtorch's vectors give NaN, and ONNX Runtime the rest"),
        new(["case: remainder of a number"], [ScalarType.Float32, ScalarType.Float64], "extreme values", "where the quotient has no more digits libtorch's vectors give NaN, and ONNX Runtime the rest"),
        new(["case: functions float64"], [ScalarType.Float64], "extreme values", "where the quotient has no more digits libtorch's vectors give NaN, and ONNX Runtime the rest"),
        new(["hardswish"], Wide, "extremes", "libtorch multiplies by six before it divides by six, and overflows in between"),
        new(["case: silu, mish, hardswish, hardsigmoid, hardtanh, relu6"], Wide, "extreme values", "libtorch's hardswish multiplies by six before it divides by six, and overflows in between"),
        new(["case: activations float64", "case: activations at the edges float64"], [ScalarType.Float64], "extreme values", "libtorch's hardswish multiplies by six before it divides by six, and overflows in between"),
        new(["case: activations bfloat16"], [ScalarType.BFloat16], "extreme values", "libtorch's hardswish multiplies by six before it divides by six, and overflows in between"),
        new(["sum"], [ScalarType.Int64], "extremes", "ONNX Runtime sums int64 in float64, exactly up to 2^53"),
        new(["sum.dim_IntList"], [.. Floating, ScalarType.Int64, ScalarType.Int32], "extremes", "the order of a sum decides what large values leave of small ones; integers beyond 2^53 are summed in float64"),
        new(["nansum"], [.. Floating, ScalarType.Int64], "extremes", "the order of a sum decides what large values leave of small ones; integers beyond 2^53 are summed in float64"),
        new(["mean.dim", "nanmean"], Wide, "extremes", "the order of a sum decides what large values leave of small ones"),
        new(["cumsum"], [ScalarType.Float32], "extremes", "libtorch's running sum is kept in float64"),
        new(["cumprod"], Wide, "extremes", "the products of spans overflow where those from the front do not"),
        new(["prod.dim_int"], [ScalarType.Int64, ScalarType.Int32], "extremes", "ONNX Runtime multiplies integers in float64, which does not wrap around"),
        new(["prod"], [ScalarType.Byte], "4-d", "ONNX Runtime multiplies integers in float64, which does not wrap around"),
        new(["pow.Tensor_Tensor"], [ScalarType.Int64], "extremes", "powers of odd numbers above the exponent 127, far beyond the type"),
        new(["pow.Scalar"], [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16], "(-3, x), extremes", "powers of odd numbers above the exponent 127, far beyond the type"),
        new(["var.dim", "var.correction"], [ScalarType.Float64], "extremes", "libtorch's running mean (Welford) makes NaN of what overflows"),
        new(["std.dim", "std.correction"], Wide, "extremes", "the squares overflow; libtorch's are kept in float64"),
        new(["var_mean.dim", "var_mean.correction", "std_mean.dim", "std_mean.correction"], Floating, "special", "libtorch's running mean (Welford) makes NaN of an infinity"),
        new(["var_mean.dim", "var_mean.correction", "std_mean.dim", "std_mean.correction"], Wide, "extremes", "libtorch's running mean (Welford) rounds in another order, and its squares are kept in float64"),
        new(["var_mean", "std_mean"], [ScalarType.Float32, ScalarType.BFloat16], "extremes", "libtorch's running mean (Welford) rounds in another order, and its squares are kept in float64"),
        new(["case: neg, reciprocal, square", "case: pow of whole numbers"], [ScalarType.Float32, ScalarType.Float64], "special values", "libtorch's quotient by a complex zero has an infinite part and a NaN, its own order of operations"),
        new(["case: pow of real numbers"], [ScalarType.Float32], "special values", "libtorch's power of a complex zero has an infinite part and a NaN, its own order of operations"),
    ];

    private static IEnumerable<ConsistencyException> Undefined =>
    [
        new(["case: topk", "case: topk smallest in the middle"], Whole, "", "the position among equal values is not defined, and the example has equal ones in integers"),
        new(["case: kthvalue"], [ScalarType.Byte], "", "the position among equal values is not defined, and the example has equal ones in uint8"),
        new(["case: index_put by two that are apart"], [ScalarType.BFloat16], "no row", "ONNX Runtime rejects updates of bfloat16 without elements"),
        new(["case: adaptive pools float64"], [ScalarType.Float64], "no row", "ONNX Runtime's fused matrix product rejects a batch of none"),
    ];

    private static string NameOf(OperatorCase example) => ExampleSamples.Of(example).Name;
}
