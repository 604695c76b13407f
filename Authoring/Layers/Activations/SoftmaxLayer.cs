using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>exp(x) / sum(exp(x)) along one dimension: numbers from 0 to 1 whose sum is 1.</summary>
/// <param name="axis">The dimension, counted from the end where negative; default the last.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/softmax-layer")]
public sealed class SoftmaxLayer(int axis = -1, string? name = null) : Layer(name)
{
    /// <summary>The dimension, counted from the end where negative.</summary>
    public int Axis { get; } = axis;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => nn.functional.softmax(input, Settings.Axis(Axis, (int)input.dim(), Where));

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Settings.Axis(Axis, input.Count, Where);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Settings.Axis(Axis, input.Count, Where);
        return input;
    }
}
