using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Each sample's vector n times: <c>[batch, features]</c> to <c>[batch, n, features]</c>.</summary>
/// <param name="n">How many times, 1 or more.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">n is below 1.</exception>
[CustomObject("onnxforge/repeat-vector")]
public sealed class RepeatVector(int n, string? name = null) : Layer(name)
{
    /// <summary>How many times.</summary>
    public int N { get; } = Settings.AtLeast(1, n, nameof(RepeatVector), "n");

    private protected override InputLayout Layout => new("batch, features");

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return input.unsqueeze(1).expand(-1, N, -1);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], N, input[1]];
    }
}
