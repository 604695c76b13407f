using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A classifier of sounds: logarithms of mel bands of a spectrogram, then convolutions; <c>[batch, samples]</c> to <c>[batch, classes]</c>.</summary>
/// <remarks>The signal is zero before and after its samples, so that it may have any length.</remarks>
public sealed class SpectrogramClassifier : nn.Module<Tensor, Tensor>
{
    private const double Floor = 1e-3; // what silence has in each band

    private readonly long frame;
    private readonly long hop;
    private readonly Tensor window;
    private readonly Tensor mel;
    private readonly Sequential network;

    /// <summary>A classifier of random weights.</summary>
    /// <param name="sampleRate">The number of samples in a second.</param>
    /// <param name="frame">The number of samples of a spectrum.</param>
    /// <param name="hop">The number of samples from one spectrum to the next.</param>
    /// <param name="bands">The number of mel bands.</param>
    /// <param name="width">The number of channels of the first convolution; the second has twice as many.</param>
    /// <param name="classes">The number of results.</param>
    public SpectrogramClassifier(double sampleRate = 2000, long frame = 16, long hop = 4, long bands = 6, long width = 8, long classes = 5) : base(nameof(SpectrogramClassifier))
    {
        (this.frame, this.hop) = (frame, hop);
        window = hann_window(frame);
        mel = MelBands(sampleRate, frame, bands);
        network = nn.Sequential(
            ("convolution1", nn.Conv2d(1, width, 3, padding: 1)),
            ("norm1", nn.BatchNorm2d(width)),
            ("relu1", nn.ReLU()),
            ("convolution2", nn.Conv2d(width, 2 * width, (3, 3), stride: (2, 1), padding: (1, 1))),
            ("norm2", nn.BatchNorm2d(2 * width)),
            ("relu2", nn.ReLU()),
            ("pool", nn.AdaptiveAvgPool2d(1)),
            ("flatten", nn.Flatten()),
            ("output", nn.Linear(2 * width, classes)));
        register_buffer("window", window, persistent: false);
        register_buffer("mel", mel, persistent: false);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor signal)
    {
        var padded = nn.functional.pad(signal, [frame / 2, frame / 2]);
        var spectrum = stft(padded, frame, hop, frame, window, center: false, return_complex: true); // [batch, bins, frames]
        var bands = mel.matmul(spectrum.abs());
        return network.call((bands + Floor).log().unsqueeze(1));
    }

    // triangles whose corners lie evenly on the mel scale, 2595 log10(1 + hertz / 700) (O'Shaughnessy, 1987); [bands, bins]
    private static Tensor MelBands(double sampleRate, long frame, long bands)
    {
        static double Hertz(double mel) => 700 * (Math.Pow(10, mel / 2595) - 1);
        double highest = 2595 * Math.Log10(1 + sampleRate / 2 / 700);
        var corners = Enumerable.Range(0, (int)bands + 2).Select(i => Hertz(highest * i / (bands + 1))).ToArray();
        long bins = frame / 2 + 1;
        var weights = from band in Enumerable.Range(0, (int)bands)
                      from bin in Enumerable.Range(0, (int)bins)
                      let hertz = bin * sampleRate / frame
                      let rising = (hertz - corners[band]) / (corners[band + 1] - corners[band])
                      let falling = (corners[band + 2] - hertz) / (corners[band + 2] - corners[band + 1])
                      select (float)Math.Max(0, Math.Min(rising, falling));
        return tensor(weights.ToArray()).reshape(bands, bins);
    }
}
