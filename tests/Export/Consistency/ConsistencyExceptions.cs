using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Samples that do not agree, or are refused, and why.</summary>
/// <param name="Operators">Names of rows.</param>
/// <param name="Types">The element types, where libtorch takes them.</param>
/// <param name="Samples">A part of the labels that are meant; empty for all of them.</param>
/// <param name="Reason">Why this is so, and not a wrong lowering.</param>
/// <param name="Always">Whether it is so in every run.</param>
internal sealed record ConsistencyException(string[] Operators, ScalarType[] Types, string Samples, string Reason, bool Always = true)
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

    public static IReadOnlyList<ConsistencyException> All { get; } = [.. Refused, .. MissingNumbers, .. Reductions, .. Extremes, .. Undefined];

    private static IEnumerable<ConsistencyException> Refused =>
    [
        new(["median", "case: median", "case: median with NaN"], [.. Whole, ScalarType.Bool], "no ", "libtorch gives what the processor makes of NaN as an integer: refused"),
        new(["case: batch_norm of the batch's own statistics"], [ScalarType.Int64], "no row", "libtorch makes NaN of no integers"),
        new(["case: nextafter relative", "case: nextafter at the edges", "case: frexp"], [ScalarType.Float64], "", "bits of float64 are not taken apart: refused"),
        new(["case: nextafter relative", "case: nextafter at the edges"], [ScalarType.Float16, ScalarType.BFloat16], "", "the neighbours of half precision are not those of float32: refused"),
        new(["case: select_scatter", "case: slice_scatter", "case: diagonal_scatter"], [.. Floating, .. Whole, ScalarType.Bool], "row", "the case takes a view of fixed strides, which fewer rows do not have"),
    ];

    private static IEnumerable<ConsistencyException> MissingNumbers =>
    [
        new(["case: max_unpool2d", "case: max_unpool3d", "case: gradient of max_pool2d"], Floating, "special", "which of equal values, or of several NaN, is the maximum's place is not defined", Always: false),
        new(["case: nansum"], [ScalarType.Int64], "", "libtorch gives what the processor makes of NaN as an integer"),
        new(["logsumexp"], Floating, "special", "ONNX Runtime's ReduceLogSumExp passes over NaN beside an infinity where all dimensions are reduced, in most orders", Always: false),
        new(["sort", "sort.stable", "argsort.stable", "msort", "topk", "kthvalue", "case: sort descending", "case: kthvalue"], Floating, "special", "ONNX Runtime's TopK has no place for NaN in its order"),
        new(["_prelu_kernel"], WithKernel, "special", "a zero times an infinite slope is NaN in libtorch; ONNX Runtime's PRelu hands zero on"),
    ];

    private static IEnumerable<ConsistencyException> Reductions =>
    [
        new(["case: sum of everything", "case: mean"], [ScalarType.Float32, ScalarType.Float64, ScalarType.Float16, ScalarType.BFloat16], "extreme values", "the order of a sum decides what large values leave of small ones", Always: false),
        new(["case: mean float16"], [ScalarType.Float16], "extreme values", "the order of a sum decides what large values leave of small ones", Always: false),
        new(["case: var of a dimension", "case: var of the population, kept", "case: var with a correction", "case: std", "case: std float64", "case: var_mean", "case: std_mean"], [ScalarType.Float64], "extreme values",
            "libtorch's running mean (Welford) makes NaN of what overflows"),
        new(["case: std", "case: std of everything", "case: std_mean"], [ScalarType.Float32, ScalarType.BFloat16], "extreme values", "the squares overflow; libtorch's are kept in float64"),
        new(["case: var_mean", "case: std_mean"], [ScalarType.Float16], "extreme values", "libtorch's running mean (Welford) rounds in another order"),
        new(["sum"], [ScalarType.Float32], "extremes", "the order of a sum decides whether it overflows in between", Always: false),
        new(["sum"], [ScalarType.Int64], "extremes", "ONNX Runtime sums int64 in float64, exactly up to 2^53"),
        new(["sum.dim_IntList"], [.. Floating, ScalarType.Int64, ScalarType.Int32], "extremes", "the order of a sum decides what large values leave of small ones; integers beyond 2^53 are summed in float64", Always: false),
        new(["nansum"], [.. Floating, ScalarType.Int64], "extremes", "the order of a sum decides what large values leave of small ones; integers beyond 2^53 are summed in float64", Always: false),
        new(["mean"], Floating, "extremes", "the order of a sum decides whether it overflows in between", Always: false),
        new(["mean.dim", "nanmean"], Wide, "extremes", "the order of a sum decides what large values leave of small ones", Always: false),
        new(["cumsum"], [ScalarType.Float32], "extremes", "libtorch's running sum is kept in float64"),
        new(["cumprod"], Wide, "extremes", "the products of spans overflow where those from the front do not"),
        new(["prod.dim_int"], [ScalarType.Int64, ScalarType.Int32], "extremes", "ONNX Runtime multiplies integers in float64, which does not wrap around"),
        new(["prod"], [ScalarType.Byte], "4-d", "ONNX Runtime multiplies integers in float64, which does not wrap around"),
        new(["var.dim", "var.correction"], [ScalarType.Float64], "extremes", "libtorch's running mean (Welford) makes NaN of what overflows"),
        new(["std.dim", "std.correction"], Wide, "extremes", "the squares overflow; libtorch's are kept in float64"),
        new(["var_mean.dim", "var_mean.correction", "std_mean.dim", "std_mean.correction"], Floating, "special", "libtorch's running mean (Welford) makes NaN of an infinity"),
        new(["var_mean.dim", "var_mean.correction", "std_mean.dim", "std_mean.correction"], Wide, "extremes", "libtorch's running mean (Welford) rounds in another order, and its squares are kept in float64"),
        new(["var_mean", "std_mean"], [ScalarType.Float32, ScalarType.BFloat16], "extremes", "libtorch's running mean (Welford) rounds in another order, and its squares are kept in float64"),
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
        new(["gelu"], WithKernel, "gelu(x), special", "libtorch's vectors make NaN of an infinity"),
        new(["gelu"], [ScalarType.Float32, ScalarType.BFloat16], "gelu(x), extremes", "libtorch multiplies by a number from 0 to 2 before it halves, and overflows in between"),
        new(["case: gelu"], [ScalarType.Float32, ScalarType.BFloat16], "extreme values", "libtorch multiplies by a number from 0 to 2 before it halves, and overflows in between"),
        new(["case: matrix_exp 2", "case: matrix_exp 3", "case: matrix_exp 5", "case: matrix_exp of one batch more"], [ScalarType.BFloat16], "", "libtorch's matrix_exp of bfloat16 is NaN"),
        new(["case: matrix_exp of one batch more"], [ScalarType.Float32], "", "the error of an exponential grows with its norm, 25 here: 1.5e-6 of the value"),
        new([.. Polynomials.SelectMany(name => new[] { $"case: special_{name}", $"case: special_{name} of several degrees" }).Where(name => name != "case: special_chebyshev_polynomial_t of several degrees")],
            [ScalarType.Float32], "extreme values", "libtorch's recurrence makes NaN of what overflows"),
        new(["case: special_modified_bessel_k1", "case: special_scaled_modified_bessel_k1", "case: special_airy_ai", "case: special_zeta"], [ScalarType.Float32], "extreme values",
            "libtorch makes NaN of products of what overflows and what vanishes"),
        new(["case: special_scaled_modified_bessel_k0"], [ScalarType.Float32], "extreme values", "libtorch overflows at subnormal arguments, where the value is their logarithm"),
        new(["case: special_airy_ai", "case: special_airy_ai float64"], [ScalarType.Float64], "extreme values", "libtorch makes NaN of products of what overflows and what vanishes"),
        new(["case: special_bessel_j0", "case: special_bessel_j1", "case: special_airy_ai"], [ScalarType.Int32], "", "infinity as an integer, about 2^31, where single precision has no digit of the phase"),
        new(["case: special_airy_ai"], [ScalarType.Int64], "", "infinity as an integer, about 2^63, where single precision has no digit of the phase"),
        new(["case: special_i0e of other types"], Floating, "", "its half precision differs by one unit in the last place"),
        new(["case: gradient of products of running sums", "case: gradient of addmm, mv, dot, outer"], [ScalarType.Float32], "", "sums of large terms of both signs in another order"),
        new(["case: gradient of scaled_dot_product_attention with a mask"], [ScalarType.Float32], "special", "sums of large terms of both signs in another order"),
        new(["case: stft of large frames"], [ScalarType.Float32], "", "sums over 2,048 samples in another order"),
        new(["case: linalg_svdvals of 16 columns", "case: linalg_pinv of lower rank"], [ScalarType.Float32], "plain", "rotations in another order; 2e-5 of the largest value"),
        new(["case: scatter into a scalar"], [ScalarType.Float32, ScalarType.Float64], "extreme values", "which of several writes to one place wins is not defined", Always: false),
        new(["case: mean float64"], [ScalarType.Float64], "extreme values", "libtorch divides after the sum has overflowed"),
        new(["case: gcd and lcm", "case: gcd and lcm in place"], [ScalarType.Int8], "", "a least common multiple beyond the type, of which libtorch takes the sign off before it wraps around"),
        new(["case: affine_grid_generator"], [ScalarType.BFloat16, ScalarType.Float16], "", "libtorch rounds the grid's coordinates and products in half precision, one after the other"),
        new(["case: lgamma", "case: lgamma float64", "case: mvlgamma", "case: mvlgamma in place"], [ScalarType.Float64], "extreme values", "the product of the largest number and its logarithm overflows, and what is taken from it too"),
        new(["case: polygamma"], [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8], "", "libtorch's series has large numbers at the poles, where infinity stands here"),
        new(["case: polygamma", "case: polygamma in place"], Wide, "values", "libtorch's series has large numbers or NaN at the poles and beyond the range, where infinity stands here"),
        new(["case: igamma and igammac", "case: igamma at the edges", "case: igammac float64"], Wide, "extreme values", "libtorch's expansion gives one half where both arguments are the largest numbers"),
        new(["case: index_add, index_copy and index_fill of a scalar"], [ScalarType.Float32, ScalarType.Float64], "extreme values", "which of several writes to one place wins is not defined", Always: false),
        new(["pow.Tensor_Tensor"], [ScalarType.Int64], "extremes", "powers of odd numbers above the exponent 127, far beyond the type"),
        new(["pow.Scalar"], [ScalarType.Int64, ScalarType.Int32, ScalarType.Int16], "(-3, x), extremes", "powers of odd numbers above the exponent 127, far beyond the type"),
        new(["case: neg, reciprocal, square", "case: pow of whole numbers"], [ScalarType.Float32, ScalarType.Float64], "special values", "libtorch's quotient by a complex zero has an infinite part and a NaN, its own order of operations"),
        new(["case: pow of real numbers"], [ScalarType.Float32, ScalarType.Float64], "special values", "libtorch's power of a complex zero has an infinite part and a NaN, its own order of operations"),
    ];

    private static IEnumerable<ConsistencyException> Undefined =>
    [
        new(["case: topk", "case: topk smallest in the middle"], Whole, "", "the position among equal values is not defined, and the example has equal ones in integers"),
        new(["case: kthvalue"], [ScalarType.Byte], "", "the position among equal values is not defined, and the example has equal ones in uint8"),
        new(["case: index_put by two that are apart"], [ScalarType.BFloat16], "no row", "ONNX Runtime rejects updates of bfloat16 without elements"),
        new(["case: adaptive pools float64", "case: adaptive_avg_pool2d that divides", "case: adaptive_avg_pool2d float64", "case: det"], [ScalarType.Float64], "no row", "ONNX Runtime's fused matrix product rejects a batch of none"),
        new(["case: addmv", "case: mv and dot", "case: bilinear", "case: bilinear of three dimensions", "case: adaptive_avg_pool2d that does not divide", "case: adaptive_avg_pool3d", "case: affine_grid_generator"],
            [.. Floating, ScalarType.Int64], "no row", "ONNX Runtime's matrix product rejects a batch of none, in most types", Always: false),
        new(["case: einsum of matrices"], [.. Floating, ScalarType.Int64], "no row", "ONNX Runtime's shapes of fixed sizes leave no place for none"),
        new(["case: nanmedian of integers"], [.. Whole, ScalarType.Bool], "no row", "libtorch gives what the processor makes of NaN as an integer: refused"),
        new(["case: multi_margin_loss", "case: multilabel_margin_loss"], [.. Floating, .. Whole, ScalarType.Bool], "no row", "libtorch's mean over none is memory that nothing was written to", Always: false),
        new(["case: histogram", "case: histogram of edges", "case: histogram with weights and density", "case: histogram of out"], Floating, "no row", "ONNX Runtime has no last value of none to compare with"),
        new(["case: mvlgamma", "case: mvlgamma in place", "case: digamma of other types", "case: polygamma in place", "case: igammac float64"], [.. Floating, .. Whole, ScalarType.Bool], "no row",
            "ONNX Runtime keeps the dimension that a reduction of none takes away"),
        new(["case: special_polygamma"], [ScalarType.Float64], "no row", "ONNX Runtime keeps the dimension that a reduction of none takes away"),
        new(["case: scatter_reduce amax of integers without self", "case: scatter_reduce amin of int32 without self"], [ScalarType.Int16, ScalarType.Byte, ScalarType.Int8, ScalarType.Bool], "no row",
            "ONNX Runtime takes the conversion of no small integers out and then rejects their type"),
    ];

    private static string[] Polynomials =>
    [
        "chebyshev_polynomial_t", "chebyshev_polynomial_u", "chebyshev_polynomial_v", "chebyshev_polynomial_w", "shifted_chebyshev_polynomial_t", "shifted_chebyshev_polynomial_u",
        "shifted_chebyshev_polynomial_v", "shifted_chebyshev_polynomial_w", "hermite_polynomial_h", "hermite_polynomial_he", "laguerre_polynomial_l", "legendre_polynomial_p",
    ];

}
