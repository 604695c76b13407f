using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A segmentation network of contracting and expanding stages with skips (Ronneberger et al., 2015), <c>[batch, channels, height, width]</c> to logits <c>[batch, classes, height, width]</c>.</summary>
/// <remarks>Pooling rounds up and upsampling goes to the size of the skip, so the image may have any height and width.</remarks>
public sealed class UNet : nn.Module<Tensor, Tensor>
{
    private readonly Sequential down1;
    private readonly Sequential down2;
    private readonly Sequential bottom;
    private readonly Sequential up2;
    private readonly Sequential up1;
    private readonly MaxPool2d pool = nn.MaxPool2d(2, stride: 2, ceil_mode: true);
    private readonly Conv2d head;

    /// <summary>A network of random weights with two contracting stages.</summary>
    /// <param name="channels">The number of the image's channels.</param>
    /// <param name="width">The number of channels in the first stage; each stage doubles it.</param>
    /// <param name="classes">The number of logits of each pixel.</param>
    public UNet(long channels = 3, long width = 4, long classes = 2) : base(nameof(UNet))
    {
        down1 = Stage(channels, width);
        down2 = Stage(width, 2 * width);
        bottom = Stage(2 * width, 4 * width);
        up2 = Stage(4 * width + 2 * width, 2 * width);
        up1 = Stage(2 * width + width, width);
        head = nn.Conv2d(width, classes, 1);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        var skip1 = down1.call(images);
        var skip2 = down2.call(pool.call(skip1));
        var x = bottom.call(pool.call(skip2));
        x = up2.call(Join(x, skip2));
        x = up1.call(Join(x, skip1));
        return head.call(x);
    }

    private static Tensor Join(Tensor x, Tensor skip)
    {
        var larger = nn.functional.interpolate(x, size: [skip.shape[2], skip.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
        return cat([skip, larger], 1);
    }

    private static Sequential Stage(long channels, long outputs) => nn.Sequential(
        ("convolution1", nn.Conv2d(channels, outputs, 3, padding: 1, bias: false)),
        ("norm1", nn.BatchNorm2d(outputs)),
        ("relu1", nn.ReLU()),
        ("convolution2", nn.Conv2d(outputs, outputs, 3, padding: 1, bias: false)),
        ("norm2", nn.BatchNorm2d(outputs)),
        ("relu2", nn.ReLU()));
}
