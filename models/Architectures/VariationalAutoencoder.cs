using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A convolutional variational autoencoder (Kingma and Welling, 2014) of images <c>[batch, channels, size, size]</c>.</summary>
/// <remarks>Gives the reconstruction, of the images' shape and in 0 to 1, and the latent mean and log variance, <c>[batch, latent]</c>. Training decodes a sample, evaluation the mean.</remarks>
public sealed class VariationalAutoencoder : nn.Module<Tensor, (Tensor Reconstruction, Tensor Mean, Tensor LogVariance)>
{
    private readonly Sequential encoder;
    private readonly Linear mean;
    private readonly Linear logVariance;
    private readonly Sequential decoder;

    /// <summary>A model of random weights for images of one size.</summary>
    /// <param name="size">The image's height and width, a multiple of 4.</param>
    /// <param name="channels">The number of the image's channels.</param>
    /// <param name="width">The number of channels after the first convolution.</param>
    /// <param name="latent">The number of latent variables.</param>
    public VariationalAutoencoder(long size = 8, long channels = 1, long width = 4, long latent = 3) : base(nameof(VariationalAutoencoder))
    {
        long quarter = size / 4, features = 2 * width * quarter * quarter;
        encoder = nn.Sequential(
            ("convolution1", nn.Conv2d(channels, width, 3, 2, padding: 1)),
            ("activation1", nn.SiLU()),
            ("convolution2", nn.Conv2d(width, 2 * width, 3, 2, padding: 1)),
            ("activation2", nn.SiLU()),
            ("flatten", nn.Flatten()));
        mean = nn.Linear(features, latent);
        logVariance = nn.Linear(features, latent);
        decoder = nn.Sequential(
            ("dense", nn.Linear(latent, features)),
            ("activation1", nn.SiLU()),
            ("unflatten", nn.Unflatten(1, [2 * width, quarter, quarter])),
            ("transposed1", nn.ConvTranspose2d(2 * width, width, 4, 2, padding: 1)),
            ("activation2", nn.SiLU()),
            ("transposed2", nn.ConvTranspose2d(width, channels, 4, 2, padding: 1)),
            ("sigmoid", nn.Sigmoid()));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override (Tensor Reconstruction, Tensor Mean, Tensor LogVariance) forward(Tensor images)
    {
        var features = encoder.call(images);
        var (center, spread) = (mean.call(features), logVariance.call(features));
        var latent = training ? center + (spread / 2).exp() * randn_like(center) : center;
        return (decoder.call(latent), center, spread);
    }
}
