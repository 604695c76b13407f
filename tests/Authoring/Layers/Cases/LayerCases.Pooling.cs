using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] poolings =
    [
        Row("max-pooling1d", () => new MaxPooling1D(), Real(2, 6), Real(2, 3))
            .Refusing([2, 3], $"MaxPooling1D MaxPooling1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}"),
        Row("max-pooling1d", () => new MaxPooling1D([3], [2], PaddingMode.Same), Real(2, 6), Real(2, 3)) with { Variant = "same, more after than before" },
        Row("global-max-pooling1d", () => new GlobalMaxPooling1D(), Real(2, -1), Real(2))
            .Refusing([2, 3], $"GlobalMaxPooling1D GlobalMaxPooling1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("max-pooling2d", () => new MaxPooling2D(), Real(2, 6, 6), Real(2, 3, 3))
            .Refusing([2, 3, 3], $"MaxPooling2D MaxPooling2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}"),
        Row("max-pooling2d", () => new MaxPooling2D([3], [2], PaddingMode.Same), Real(2, 6, 6), Real(2, 3, 3)) with { Variant = "same, more after than before" },
        Row("global-max-pooling2d", () => new GlobalMaxPooling2D(), Real(2, -1, -1), Real(2))
            .Refusing([2, 3, 3], $"GlobalMaxPooling2D GlobalMaxPooling2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("max-pooling3d", () => new MaxPooling3D(), Real(2, 6, 6, 6), Real(2, 3, 3, 3))
            .Refusing([2, 3, 3, 3], $"MaxPooling3D MaxPooling3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}"),
        Row("max-pooling3d", () => new MaxPooling3D([3], [2], PaddingMode.Same), Real(2, 6, 6, 6), Real(2, 3, 3, 3)) with { Variant = "same, more after than before" },
        Row("global-max-pooling3d", () => new GlobalMaxPooling3D(), Real(2, -1, -1, -1), Real(2))
            .Refusing([2, 3, 3, 3], $"GlobalMaxPooling3D GlobalMaxPooling3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("global-max-pooling1d", () => new GlobalMaxPooling1D(overTime: true), Real(-1, 3), Real(3)) with { Variant = "over time", Dynamic = new() { [1] = "time" } },
        Row("global-average-pooling1d", () => new GlobalAveragePooling1D(keepDims: true, overTime: true), Real(-1, 3), Real(1, 3)) with { Variant = "over time, kept dimensions", Dynamic = new() { [1] = "time" } },
        Row("max-pooling2d", () => new MaxPooling2D([3], [1], PaddingMode.Same), Real(2, -1, -1), Real(2, -1, -1)) with { Variant = "same", Dynamic = new() { [2] = "height" } },
        Row("global-max-pooling2d", () => new GlobalMaxPooling2D(keepDims: true), Real(2, 4, 5), Real(2, 1, 1)) with { Variant = "kept dimensions" },
        Row("average-pooling1d", () => new AveragePooling1D(), Real(2, 6), Real(2, 3))
            .Refusing([2, 3], $"AveragePooling1D AveragePooling1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}"),
        Row("average-pooling1d", () => new AveragePooling1D([3], [2], PaddingMode.Same), Real(2, 6), Real(2, 3)) with { Variant = "same, more after than before" },
        Row("global-average-pooling1d", () => new GlobalAveragePooling1D(), Real(2, -1), Real(2))
            .Refusing([2, 3], $"GlobalAveragePooling1D GlobalAveragePooling1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("average-pooling2d", () => new AveragePooling2D(), Real(2, 6, 6), Real(2, 3, 3))
            .Refusing([2, 3, 3], $"AveragePooling2D AveragePooling2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}"),
        Row("average-pooling2d", () => new AveragePooling2D([3], [2], PaddingMode.Same), Real(2, 6, 6), Real(2, 3, 3)) with { Variant = "same, more after than before" },
        Row("global-average-pooling2d", () => new GlobalAveragePooling2D(), Real(2, -1, -1), Real(2))
            .Refusing([2, 3, 3], $"GlobalAveragePooling2D GlobalAveragePooling2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("average-pooling3d", () => new AveragePooling3D(), Real(2, 6, 6, 6), Real(2, 3, 3, 3))
            .Refusing([2, 3, 3, 3], $"AveragePooling3D AveragePooling3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}"),
        Row("average-pooling3d", () => new AveragePooling3D([3], [2], PaddingMode.Same), Real(2, 6, 6, 6), Real(2, 3, 3, 3)) with { Variant = "same, more after than before" },
        Row("global-average-pooling3d", () => new GlobalAveragePooling3D(), Real(2, -1, -1, -1), Real(2))
            .Refusing([2, 3, 3, 3], $"GlobalAveragePooling3D GlobalAveragePooling3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("average-pooling2d", () => new AveragePooling2D([3], [1], PaddingMode.Same), Real(2, -1, -1), Real(2, -1, -1)) with { Variant = "same", Dynamic = new() { [2] = "height" } },
        Row("global-average-pooling2d", () => new GlobalAveragePooling2D(keepDims: true), Real(2, 4, 5), Real(2, 1, 1)) with { Variant = "kept dimensions" },
    ];
}
