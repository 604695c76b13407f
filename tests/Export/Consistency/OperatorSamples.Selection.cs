using static OnnxForge.Tests.Export.SampleValues;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorSamples
{
    /// <summary>A tensor, a mask that broadcasts with it, and a 0-d value.</summary>
    private static IEnumerable<SampleArguments> Masked(ScalarType type) =>
    [
        new("0-d", [Around(type), Flags(), Positive(type)]),
        new("2-d", [Around(type, 3, 4), Flags(3, 4), Positive(type)]),
        new("broadcast", [Around(type, 2, 3, 4), Flags(3, 1), Positive(type)]),
        new("broadcast the tensor", [Around(type, 4), Flags(3, 4), Positive(type)]),
        new("empty", [Around(type, 0, 4), Flags(0, 4), Positive(type)]),
        new("strided", [Strided(Around(type, 3, 4)), Strided(Flags(3, 4)), Positive(type)]),
        new("special", [Special(type).unsqueeze(1), Flags(4), Positive(type)]),
        new("extremes", [Extremes(type).unsqueeze(1), Flags(4), Positive(type)]),
    ];

    private static SampledOperator[] Selection =>
    [
        Row("where.self", TwoTensors, "torch.where(x > 1, x, y)"), Row("where.ScalarOther", OneTensor, "torch.where(x > 0, x, 2)", "torch.where(x > 0, x, -1.5)"),
        Row("where.ScalarSelf", OneTensor, "torch.where(x > 0, 2, x)", "torch.where(x > 0, 1.5, x)"), Row("where.Scalar", OneTensor, "torch.where(x > 0, 1.5, 2)", "torch.where(x > 0, 3, -2)"),
        Row("masked_fill.Scalar", Masked, "torch.masked_fill(x, y, 2)", "torch.masked_fill(x, y, -1.5)"), Row("masked_fill.Tensor", Masked, "torch.masked_fill(x, y, z)"),
        Row("clamp", OneTensor, "torch.clamp(x, -1, 2)", "torch.clamp(x, -1.5, 2.5)", "torch.clamp(x, None, 1)", "torch.clamp(x, 0.5)", "torch.clamp(x, 2, -1)"),
        Row("clamp.Tensor", ThreeTensors, "torch.clamp(x, y, z)", "torch.clamp(x, y)", "torch.clamp(x, None, z)"),
        Alias("clip", Row("clamp", OneTensor, "torch.clamp(x, -1, 2)", "torch.clamp(x, None, 1)")), Alias("clip.Tensor", Row("clamp.Tensor", ThreeTensors, "torch.clamp(x, y, z)")),
        WithScalar("clamp_min"), WithScalar("clamp_max"), OfTwo("clamp_min.Tensor"), OfTwo("clamp_max.Tensor"),
    ];
}
