using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>(x + sqrt(x² + b)) / 2, a smooth rectifier without exponentials (Barron 2021).</summary>
/// <param name="B">How wide the bend is, 0 or more, default 4.</param>
[CustomObject("onnxforge/squareplus")]
public sealed record Squareplus(double B = 4) : Activation
{
    /// <summary>How wide the bend is.</summary>
    public double B { get; init; } = Settings.AtLeast(0, B, nameof(Squareplus), "b");

    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => (input + (input.square() + B).sqrt()) / 2;
}
