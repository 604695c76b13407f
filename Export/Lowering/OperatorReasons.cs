using System.Reflection;

namespace OnnxForge.Export;

/// <summary>The operators that stay without an ONNX form, by reason.</summary>
internal static class OperatorReasons
{
    public static readonly IReadOnlyList<OperatorReason> All =
    [
        new("random; an exported file gives the same result every time",
            "rand*", "bernoulli", "bernoulli_.Tensor", "bernoulli_.float", "binomial", "cauchy_", "exponential_", "geometric_", "log_normal_", "multinomial", "normal_", "poisson", "uniform_",
            "_sample_dirichlet", "_standard_gamma"),
        new("its windows are drawn at random", "fractional_max_pool2d", "fractional_max_pool3d"),
        new("packed sequences, whose batch sizes depend on the data", "_pack_padded_sequence", "_pad_packed_sequence"),
        new("sparse tensors, which no standard ONNX operator takes", "_indices", "_values", "sparse_coo_tensor.indices_size", "to_sparse", "to_sparse.sparse_dim"),
        new("quantized tensors, whose scales no ONNX tensor carries",
            "dequantize.self", "int_repr", "q_per_channel_axis", "q_per_channel_scales", "q_per_channel_zero_points", "q_scale", "q_zero_point", "quantize_per_channel", "quantize_per_tensor"),
        new("it is about the memory that a tensor lies in, which a graph does not know", "is_pinned", "pin_memory", "set_.source_Tensor"),
        new("it reads a file", "from_file"),
        new("a sum over the ways through each sample's own length of time, for which ONNX has no operator", "ctc_loss.Tensor"),
        new("it moves dimensions by their names, which a trace does not hold", "align_to", "align_to.ellipsis_idx"),
        new("vectors whose signs, and directions among equal values, are LAPACK's choice; linalg_eigvalsh and linalg_svdvals give the values alone", "linalg_eigh", "linalg_svd"),
        new("a factorization whose pivots LAPACK chooses by the data; linalg_lu_factor, linalg_cholesky and linalg_solve have a form", "linalg_ldl_factor", "linalg_ldl_factor_ex", "linalg_ldl_solve"),
        new("an iteration that stops by its data, for which ONNX has no operator", "linalg_eig", "linalg_eigvals"),
    ];

    private static readonly IReadOnlyList<Delegate> RefusingRows = [RandomLowerings.Random, RecurrentLowerings.Packed];

    /// <summary>The operators, with their namespace, whose row refuses every call so that the error says why.</summary>
    public static readonly IReadOnlySet<string> Refused = RefusingRows.SelectMany(row => row.Method.GetCustomAttribute<LoweringAttribute>()!.Operators).ToHashSet();

    /// <summary>Why an operator stays without an ONNX form; null where nothing says so.</summary>
    public static OperatorReason? For(string name) => All.FirstOrDefault(reason => reason.Covers(name));
}
