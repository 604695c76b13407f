using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] shapes =
    [
        Row("flatten", () => new Flatten(), Real(2, 3), Real(6)),
        Row("flatten", () => new Flatten(), new TensorSpec([-1]), Real(1)) with { Variant = "numbers" },
        Row("reshape", () => new Reshape([3, -1]), Real(2, 6), Real(3, 4))
            .Refusing([2, 5], "Reshape Reshape: expected 5 values in each sample's new shape; received [3, ?]. Correct the target shape."),
        Row("permute", () => new Permute([2, 1]), Real(-1, 3), Real(3, -1))
            .Refusing([2, 3], $"Permute Permute: expected an input [batch, size 1, size 2]; received an input [2, 3]. {OtherDimensions}") with { Dynamic = new() { [1] = "time" } },
        Row("repeat-vector", () => new RepeatVector(3), Real(4), Real(3, 4))
            .Refusing([2, 3, 4], $"RepeatVector RepeatVector: expected an input [batch, features]; received an input [2, 3, 4]. {OtherDimensions}"),
        Row("zero-padding1d", () => new ZeroPadding1D([2]), Real(2, -1), Real(2, -1))
            .Refusing([2, 3], $"ZeroPadding1D ZeroPadding1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("zero-padding1d", () => new ZeroPadding1D([1, 2]), Real(2, 6), Real(2, 9)) with { Variant = "each side its own" },
        Row("cropping1d", () => new Cropping1D([1, 2]), Real(2, 6), Real(2, 3))
            .Refusing([2, 2, 1], "Cropping1D Cropping1D: expected more than 3 in dimension 2, which are taken away; received an input [2, 2, 1]. Give a larger input, or take less."),
        Row("cropping1d", () => new Cropping1D(), Real(2, -1), Real(2, -1)) with { Variant = "dynamic", Dynamic = new() { [2] = new("size0", Min: 4) } },
        Row("up-sampling1d", () => new UpSampling1D([3]), Real(2, -1), Real(2, -1))
            .Refusing([2, 3], $"UpSampling1D UpSampling1D: expected an input [batch, channels, length]; received an input [2, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("zero-padding2d", () => new ZeroPadding2D([2]), Real(2, -1, -1), Real(2, -1, -1))
            .Refusing([2, 3, 3], $"ZeroPadding2D ZeroPadding2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("zero-padding2d", () => new ZeroPadding2D([1, 2, 0, 1]), Real(2, 6, 6), Real(2, 9, 7)) with { Variant = "each side its own" },
        Row("cropping2d", () => new Cropping2D([1, 2, 0, 1]), Real(2, 6, 6), Real(2, 3, 5))
            .Refusing([2, 2, 1, 1], "Cropping2D Cropping2D: expected more than 3 in dimension 2, which are taken away; received an input [2, 2, 1, 1]. Give a larger input, or take less."),
        Row("cropping2d", () => new Cropping2D(), Real(2, -1, -1), Real(2, -1, -1)) with { Variant = "dynamic", Dynamic = new() { [2] = new("size0", Min: 4) } },
        Row("up-sampling2d", () => new UpSampling2D([3]), Real(2, -1, -1), Real(2, -1, -1))
            .Refusing([2, 3, 3], $"UpSampling2D UpSampling2D: expected an input [batch, channels, height, width]; received an input [2, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("zero-padding3d", () => new ZeroPadding3D([2]), Real(2, -1, -1, -1), Real(2, -1, -1, -1))
            .Refusing([2, 3, 3, 3], $"ZeroPadding3D ZeroPadding3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("zero-padding3d", () => new ZeroPadding3D([1, 2, 0, 1, 2, 0]), Real(2, 6, 6, 6), Real(2, 9, 7, 8)) with { Variant = "each side its own" },
        Row("cropping3d", () => new Cropping3D([1, 2, 0, 1, 2, 0]), Real(2, 6, 6, 6), Real(2, 3, 5, 4))
            .Refusing([2, 2, 1, 1, 1], "Cropping3D Cropping3D: expected more than 3 in dimension 2, which are taken away; received an input [2, 2, 1, 1, 1]. Give a larger input, or take less."),
        Row("cropping3d", () => new Cropping3D(), Real(2, -1, -1, -1), Real(2, -1, -1, -1)) with { Variant = "dynamic", Dynamic = new() { [2] = new("size0", Min: 4) } },
        Row("up-sampling3d", () => new UpSampling3D([3]), Real(2, -1, -1, -1), Real(2, -1, -1, -1))
            .Refusing([2, 3, 3, 3], $"UpSampling3D UpSampling3D: expected an input [batch, channels, depth, height, width]; received an input [2, 3, 3, 3]. {OtherDimensions}") with { Dynamic = new() { [2] = "size0" } },
        Row("up-sampling2d", () => new UpSampling2D([2, 3], Interpolation.Bilinear), Real(2, 3, 4), Real(2, 6, 12)) with { Variant = "bilinear" },
        Row("lambda", () => new Lambda(Exponential), Real(4), Real(4)) with { Tried = true, Registry = new CustomObjectRegistry().RegisterFunction(Exponential) },
    ];

    [CustomObject("test/exponential")]
    private static Tensor Exponential(Tensor x) => x.exp();
}
