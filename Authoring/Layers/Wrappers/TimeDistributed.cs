using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A layer for each time step with the same weights: <c>[batch, time, ...]</c> to <c>[batch, time, ...]</c>.</summary>
/// <param name="layer">The layer for one step: ours or a plain TorchSharp module, from <c>[batch, ...]</c> to <c>[batch, ...]</c>.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/time-distributed")]
public sealed class TimeDistributed(nn.Module<Tensor, Tensor> layer, string? name = null) : Layer(name)
{
    /// <summary>The layer for one step.</summary>
    public nn.Module<Tensor, Tensor> Layer { get; } = layer ?? throw new ArgumentNullException(nameof(layer));

    private protected override InputLayout Layout => new("batch, time, ...");

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        var output = Layer.call(input.flatten(0, 1));
        return output.reshape([input.shape[0], input.shape[1], .. output.shape[1..]]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var input = inputs[0].Shape;
        var step = ModuleCall.Infer(Layer, [inputs[0] with { Shape = [-1, .. input.Skip(2)] }])[0];
        return [step with { Shape = [input[0], input[1], .. step.Shape.Skip(1)] }];
    }
}
