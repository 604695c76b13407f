using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Functions of a user, named for files.</summary>
internal static class SampleFunctions
{
    public static CustomObjectRegistry Registry =>
        new CustomObjectRegistry().RegisterFunction(Smooth).RegisterFunction(Absolute).RegisterFunction(Sevenths).RegisterFunction(Shrink).RegisterFunction(Mass);

    [CustomObject("test/smooth")]
    public static Tensor Smooth(Tensor input) => (input.exp() + 1).log();

    [CustomObject("test/absolute")]
    public static Tensor Absolute(Tensor target, Tensor prediction) => (prediction - target).abs();

    [CustomObject("test/sevenths")]
    public static Tensor Sevenths(long[] shape) => full(shape, 1f / 7);

    [CustomObject("test/shrink")]
    public static Tensor Shrink(Tensor weight) => weight * 0.5;

    [CustomObject("test/mass")]
    public static Tensor Mass(Tensor weight) => weight.abs().sum() * 0.1;
}
