using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 15: a layer that differs in training, where it adds noise.</summary>
[CustomObject("seed/my-gaussian-noise")]
public sealed class MyGaussianNoise : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="deviation">The noise's deviation.</param>
    public MyGaussianNoise(double deviation) => Deviation = deviation;

    /// <summary>The noise's deviation.</summary>
    public double Deviation { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => training ? input + randn_like(input) * Deviation : input;

    private static bool Same(Tensor a, Tensor b) => a.eq(b).all().item<bool>();

    /// <summary>Prints whether the output is the input, in training and in evaluation.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var layer = new MyGaussianNoise(1);
        var x = ones(3);
        layer.train();
        output.WriteLine($"training: {(Same(layer.call(x), x) ? "the input" : "noise added")}");
        layer.eval();
        output.WriteLine($"evaluation: {(Same(layer.call(x), x) ? "the input" : "noise added")}");
    }
}
