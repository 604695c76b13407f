using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Enlarges <c>[batch, channels, height, width]</c>.</summary>
[CustomObject("onnxforge/up-sampling2d")]
public sealed class UpSampling2D : UpSampling
{
    /// <summary>A layer without weights.</summary>
    /// <param name="size">By how much height and width are multiplied, one for each or one for both, 1 or more; default 2.</param>
    /// <param name="interpolation">How values between are found; default the nearest.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There is another number of sizes, or one is below 1.</exception>
    public UpSampling2D(Shape? size = null, Interpolation interpolation = Interpolation.Nearest, string? name = null) : base(2, size, name) => Interpolation = interpolation;

    /// <summary>How values between are found.</summary>
    public Interpolation Interpolation { get; }

    private protected override Tensor Enlarge(Tensor input) => Interpolation == Interpolation.Nearest ? base.Enlarge(input)
        : nn.functional.interpolate(input, scale_factor: [.. Size.Select(size => (double)size)], mode: InterpolationMode.Bilinear, align_corners: false);
}
