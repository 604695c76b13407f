using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A light classifier of inverted residuals around depthwise convolutions (MobileNetV2, Sandler et al., 2018), <c>[batch, channels, height, width]</c> to logits <c>[batch, classes]</c>.</summary>
public sealed class MobileNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Sequential features;
    private readonly Dropout dropout = nn.Dropout(0.2);
    private readonly Linear head;

    /// <summary>A network of random weights that reduces the image to an eighth.</summary>
    /// <param name="channels">The number of the image's channels.</param>
    /// <param name="width">The number of channels after the first convolution.</param>
    /// <param name="classes">The number of logits.</param>
    public MobileNetwork(long channels = 3, long width = 8, long classes = 10) : base(nameof(MobileNetwork))
    {
        features = nn.Sequential(
            ("stem", ConvolutionNormActivation(channels, width, 3, 2, 1)),
            ("0", new InvertedResidual(width, width, 1, 1)),
            ("1", new InvertedResidual(width, 2 * width, 2, 4)),
            ("2", new InvertedResidual(2 * width, 2 * width, 1, 4)),
            ("3", new InvertedResidual(2 * width, 3 * width, 2, 4)),
            ("last", ConvolutionNormActivation(3 * width, 6 * width, 1, 1, 1)));
        head = nn.Linear(6 * width, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images)
    {
        var pooled = features.call(images).mean([2, 3]);
        return head.call(dropout.call(pooled));
    }

    private static Sequential ConvolutionNormActivation(long channels, long outputs, long kernel, long stride, long groups) => nn.Sequential(
        ("convolution", nn.Conv2d(channels, outputs, kernel, stride, padding: kernel / 2, groups: groups, bias: false)),
        ("norm", nn.BatchNorm2d(outputs)),
        ("activation", nn.ReLU6()));

    private sealed class InvertedResidual : nn.Module<Tensor, Tensor>
    {
        private readonly Sequential layers;
        private readonly bool keepsShape;

        public InvertedResidual(long channels, long outputs, long stride, long expansion) : base(nameof(InvertedResidual))
        {
            long hidden = channels * expansion;
            keepsShape = stride == 1 && channels == outputs;
            var parts = new List<(string, nn.Module<Tensor, Tensor>)>();
            if (expansion != 1) parts.Add(("expand", ConvolutionNormActivation(channels, hidden, 1, 1, 1)));
            parts.Add(("depthwise", ConvolutionNormActivation(hidden, hidden, 3, stride, groups: hidden)));
            parts.Add(("project", nn.Conv2d(hidden, outputs, 1, bias: false)));
            parts.Add(("norm", nn.BatchNorm2d(outputs)));
            layers = nn.Sequential(parts);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => keepsShape ? x + layers.call(x) : layers.call(x);
    }
}
