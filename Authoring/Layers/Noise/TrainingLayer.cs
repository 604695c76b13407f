using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers that act in training mode alone have in common: in evaluation mode they give the input back.</summary>
public abstract class TrainingLayer : Layer
{
    /// <summary>A layer without weights.</summary>
    private protected TrainingLayer(string? name) : base(name) { }

    private protected override InputLayout? Layout => null;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        if (Layout is not null) CheckInput(input);
        return training ? Train(input) : input;
    }

    /// <inheritdoc/>
    protected sealed override Shape? ComputeOutputShape(Shape input) => input;

    /// <summary>The output in training mode, of the input's shape.</summary>
    private protected abstract Tensor Train(Tensor input);
}
