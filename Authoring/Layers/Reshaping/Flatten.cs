using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Each sample as a vector: <c>[batch, ...]</c> to <c>[batch, features]</c>.</summary>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/flatten")]
public sealed class Flatten(string? name = null) : Layer(name)
{
    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return input.dim() == 1 ? input.unsqueeze(1) : input.flatten(1);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], input.Skip(1).Contains(-1) ? -1 : input.Skip(1).Aggregate(1L, (product, size) => product * size)];
    }
}
