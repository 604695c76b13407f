namespace OnnxForge.Export;

/// <summary>Operators that treat the real and the imaginary part alike: of complex tensors they are the real rule, once for each part.</summary>
internal static class PartwiseLowerings
{
    /// <summary>They move, repeat, add or negate elements, and none of their scalar arguments is the value of an element.</summary>
    public static readonly IReadOnlyList<string> Operators =
    [
        "aten::view", "aten::reshape", "aten::_unsafe_view", "aten::_reshape_alias", "aten::flatten.using_ints", "aten::unflatten.int", "aten::ravel", "aten::view_as", "aten::reshape_as",
        "aten::atleast_1d", "aten::atleast_2d", "aten::atleast_3d", "aten::t", "aten::numpy_T", "aten::transpose.int", "aten::swapaxes", "aten::swapdims", "aten::permute",
        "aten::movedim.int", "aten::movedim.intlist", "aten::moveaxis.int", "aten::moveaxis.intlist", "aten::unsqueeze", "aten::squeeze", "aten::squeeze.dim", "aten::squeeze.dims",
        "aten::expand", "aten::expand_as", "aten::broadcast_to", "aten::repeat", "aten::tile", "aten::repeat_interleave.self_int", "aten::cat", "aten::concat", "aten::concatenate", "aten::stack",
        "aten::slice.Tensor", "aten::narrow", "aten::select.int", "aten::unbind.int", "aten::split.Tensor", "aten::split_with_sizes", "aten::split.sizes", "aten::chunk", "aten::unsafe_chunk",
        "aten::unsafe_split.Tensor", "aten::unsafe_split_with_sizes", "aten::flip", "aten::fliplr", "aten::flipud", "aten::rot90", "aten::roll", "aten::diagonal", "aten::tril", "aten::triu", "aten::unfold",
        "aten::index_select", "aten::index.Tensor", "aten::gather", "aten::take",
        "aten::contiguous", "aten::clone", "aten::alias", "aten::detach", "aten::lift_fresh", "aten::resolve_conj", "aten::resolve_neg", "aten::positive", "aten::expand_copy", "aten::alias_copy",
        "aten::neg", "aten::negative", "aten::sum", "aten::sum.dim_IntList", "aten::mean", "aten::mean.dim", "aten::cumsum",
        "aten::zeros", "aten::zeros_like", "aten::new_zeros", "aten::zero", "aten::empty.memory_format", "aten::empty_like", "aten::new_empty", "aten::new_empty_strided", "aten::empty_strided",
    ];

    /// <summary>The rule for complex tensors that a rule for real ones gives.</summary>
    public static LoweringRule Of(LoweringRule rule) => c =>
    {
        // a floating tensor has an imaginary part of zeros; an integer one would stand for an index, and be both parts
        var elements = c.IsTensor(0) ? [c.Tensor(0)] : c.IsList(0) ? c.OptionalTensorList(0) : [];
        if (elements.Any(t => t is not null && !t.IsComplex && !TorchTypes.IsFloating(c.DataTypeOf(t.Type))))
            throw LoweringContext.Refuse($"{c.Name} that makes complex numbers of integers; convert them to floating ones first");
        return [.. rule(c.OfPart(0)).Zip(rule(c.OfPart(1)), (real, imaginary) => c.Pair(new(real, imaginary)))];
    };

    // padding with a number other than zero would pad the real part alone
    [Lowering("aten::constant_pad_nd", Complex = true)]
    public static Value Pad(LoweringContext c) =>
        PaddingLowerings.IsZero(c, 2) ? c.Pair(new(PaddingLowerings.Constant(c.OfPart(0)), PaddingLowerings.Constant(c.OfPart(1)))) : throw LoweringContext.Refuse("complex padding with another number than zero");
}
