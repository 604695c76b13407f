using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An activation as a layer: <c>new ActivationLayer(new Relu())</c>.</summary>
/// <param name="activation">The function.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/activation-layer")]
public sealed class ActivationLayer(Activation activation, string? name = null) : Layer(name)
{
    /// <summary>The function.</summary>
    public Activation Activation { get; } = activation ?? throw new ArgumentNullException(nameof(activation));

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Activation.Apply(input);

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => Activation.KeepsShape ? input : null;
}
