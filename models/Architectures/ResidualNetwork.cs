using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A convolutional classifier of residual blocks with batch normalization (He et al., 2016), <c>[batch, channels, height, width]</c> to logits <c>[batch, classes]</c>.</summary>
public sealed class ResidualNetwork : nn.Module<Tensor, Tensor>
{
    private readonly Sequential stem;
    private readonly Sequential blocks;
    private readonly AdaptiveAvgPool2d pool = nn.AdaptiveAvgPool2d(1);
    private readonly Linear head;

    /// <summary>A network of random weights with three stages, of which the second and the third halve the image.</summary>
    /// <param name="channels">The number of the image's channels.</param>
    /// <param name="width">The number of channels in the first stage; each stage doubles it.</param>
    /// <param name="classes">The number of logits.</param>
    public ResidualNetwork(long channels = 3, long width = 8, long classes = 10) : base(nameof(ResidualNetwork))
    {
        stem = nn.Sequential(
            ("convolution", nn.Conv2d(channels, width, 3, padding: 1, bias: false)),
            ("norm", nn.BatchNorm2d(width)),
            ("relu", nn.ReLU()));
        blocks = nn.Sequential(
            ("0", new Block(width, width, 1)),
            ("1", new Block(width, 2 * width, 2)),
            ("2", new Block(2 * width, 4 * width, 2)));
        head = nn.Linear(4 * width, classes);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor images) => head.call(pool.call(blocks.call(stem.call(images))).flatten(1));

    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly Conv2d convolution1;
        private readonly BatchNorm2d norm1;
        private readonly Conv2d convolution2;
        private readonly BatchNorm2d norm2;
        private readonly Sequential? shortcut;

        public Block(long channels, long outputs, long stride) : base(nameof(Block))
        {
            convolution1 = nn.Conv2d(channels, outputs, 3, stride, padding: 1, bias: false);
            norm1 = nn.BatchNorm2d(outputs);
            convolution2 = nn.Conv2d(outputs, outputs, 3, padding: 1, bias: false);
            norm2 = nn.BatchNorm2d(outputs);
            if (stride != 1 || channels != outputs)
                shortcut = nn.Sequential(("convolution", nn.Conv2d(channels, outputs, 1, stride, bias: false)), ("norm", nn.BatchNorm2d(outputs)));
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            var y = nn.functional.relu(norm1.call(convolution1.call(x)));
            y = norm2.call(convolution2.call(y));
            y += shortcut?.call(x) ?? x;
            return nn.functional.relu(y, inplace: true);
        }
    }
}
