using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] normalizations =
    [
        Row("batch-normalization", () => new BatchNormalization(), Real(3), Real(3))
            .Refusing([2, 4], "BatchNormalization BatchNormalization: expected an input [batch, 3, ...], as it was built for; received an input [2, 4]. Give it the channels of the first input, or make a new layer.") with { Moving = ["movingMean", "movingVariance"] },
        Row("batch-normalization", () => new BatchNormalization(0.9, center: false, scale: false), Real(3, 4, -1), Real(3, 4, -1)) with { Variant = "images without scale", Dynamic = new() { [3] = "width" }, Moving = ["movingMean", "movingVariance"] },
        Row("layer-normalization", () => new LayerNormalization(), Real(4), Real(4))
            .Refusing([2, 5], "LayerNormalization LayerNormalization: expected an input [?, 4], as it was built for; received an input [2, 5]. Give it the features of the first input, or make a new layer."),
        Row("layer-normalization", () => new LayerNormalization([1, -1], scale: false), Real(3, 4, 2), Real(3, 4, 2)) with { Variant = "over the first and last" },
        Row("layer-normalization", () => new LayerNormalization(center: false), Real(-1, 4), Real(-1, 4)) with { Variant = "sequences", Dynamic = new() { [1] = "time" } },
        Row("group-normalization", () => new GroupNormalization(2), Real(4, 3), Real(4, 3))
            .Refusing([2, 5, 3], "GroupNormalization GroupNormalization: expected an input [batch, 4, ...], as it was built for; received an input [2, 5, 3]. Give it the channels of the first input, or make a new layer."),
        Row("group-normalization", () => new GroupNormalization(-1, center: false), Real(3, 4, 4), Real(3, 4, 4)) with { Variant = "each channel its own" },
        Row("rms-normalization", () => new RmsNormalization(), Real(-1, 4), Real(-1, 4))
            .Refusing([2, 6, 5], "RmsNormalization RmsNormalization: expected an input [?, 6, 4], as it was built for; received an input [2, 6, 5]. Give it the features of the first input, or make a new layer.") with { Dynamic = new() { [1] = "time" } },
        Row("rms-normalization", () => new RmsNormalization([1]), Real(3, 4), Real(3, 4)) with { Variant = "over channels" },
        Row("unit-normalization", () => new UnitNormalization(), Real(4), Real(4)),
    ];
}
