namespace OnnxForge.Export;

/// <summary>Which operator computes what an in-place operator (<c>add_.Tensor</c>) or one with an <c>out</c> argument (<c>add.out</c>) writes, by ATen's naming.</summary>
internal static class FunctionalForms
{
    // overloads that do not carry their functional form's name
    private static readonly Dictionary<string, string> Named = new()
    {
        ["aten::pow_.Scalar"] = "aten::pow.Tensor_Scalar", ["aten::pow_.Tensor"] = "aten::pow.Tensor_Tensor",
        ["aten::float_power_.Scalar"] = "aten::float_power.Tensor_Scalar", ["aten::float_power_.Tensor"] = "aten::float_power.Tensor_Tensor",
        ["aten::floor_divide_.Tensor"] = "aten::floor_divide", ["aten::ldexp_"] = "aten::ldexp.Tensor", ["aten::transpose_"] = "aten::transpose.int",
        ["aten::arange.start_out"] = "aten::arange.start_step", ["aten::empty.out"] = "aten::empty.memory_format",
        ["aten::div.out_mode"] = "aten::div.Tensor_mode", ["aten::mean.out"] = "aten::mean.dim", ["aten::mean.dtype_out"] = "aten::mean",
        ["aten::sum.IntList_out"] = "aten::sum.dim_IntList", ["aten::prod.int_out"] = "aten::prod.dim_int",
        ["aten::std.out"] = "aten::std.dim", ["aten::var.out"] = "aten::var.dim", ["aten::any.out"] = "aten::any.dim", ["aten::any.all_out"] = "aten::any", ["aten::all.out"] = "aten::all.dim",
        ["aten::all.all_out"] = "aten::all", ["aten::norm.out"] = "aten::norm.ScalarOpt_dim", ["aten::norm.dtype_out"] = "aten::norm.ScalarOpt_dim_dtype",
        ["aten::max.out"] = "aten::max.other", ["aten::min.out"] = "aten::min.other", ["aten::max.unary_out"] = "aten::max", ["aten::min.unary_out"] = "aten::min",
        ["aten::max.dim_max"] = "aten::max.dim", ["aten::min.dim_min"] = "aten::min.dim", ["aten::sort.values"] = "aten::sort", ["aten::sort.values_stable"] = "aten::sort.stable",
        ["aten::topk.values"] = "aten::topk", ["aten::kthvalue.values"] = "aten::kthvalue", ["aten::mode.values"] = "aten::mode",
        ["aten::adaptive_avg_pool3d_backward.grad_input"] = "aten::_adaptive_avg_pool3d_backward", ["aten::median.dim_values"] = "aten::median.dim", ["aten::nanmedian.dim_values"] = "aten::nanmedian.dim",
    };

    /// <summary>Whether an operator writes into <c>out</c> arguments though its overload does not end with "out".</summary>
    public static bool IsNamedForItsOut(string name) => Named.ContainsKey(name) && !name.Split('.')[0].EndsWith('_');

    /// <summary>The operators that may be the functional form of a call that writes, in the order to try them.</summary>
    public static IEnumerable<string> Of(TraceCall call)
    {
        if (Named.TryGetValue(call.Operator, out var named)) return [named];
        if (call.WritesSelf) return [WithOverload(call.Name.EndsWith("__", StringComparison.Ordinal) ? call.Name.Replace("::__i", "::__", StringComparison.Ordinal) : call.Name[..^1], call.Overload)];
        if (!call.WritesOut) return [];
        return call.Overload == "out" ? [call.Name, $"{call.Name}.Tensor", $"{call.Name}.self"] : [WithOverload(call.Name, call.Overload[..^"_out".Length])];
    }

    private static string WithOverload(string name, string overload) => overload.Length == 0 ? name : $"{name}.{overload}";
}
