using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Integers from 0 to numTokens - 1 as vectors: <c>[batch, places]</c> to <c>[batch, numTokens]</c> (MultiHot, Count), or <c>[batch, ...]</c> to <c>[batch, ..., numTokens]</c> (OneHot).</summary>
/// <remarks>OneHot drops a last dimension of 1, so that <c>[batch, 1]</c> gives <c>[batch, numTokens]</c>. The output is float32.</remarks>
/// <param name="numTokens">The number of categories, 1 or more.</param>
/// <param name="outputMode">How they become numbers; default MultiHot.</param>
/// <param name="name">A name for summaries.</param>
/// <exception cref="ConfigException">numTokens is below 1.</exception>
[CustomObject("onnxforge/category-encoding")]
public sealed class CategoryEncoding(int numTokens, OutputMode outputMode = OutputMode.MultiHot, string? name = null) : Layer(name)
{
    /// <summary>The number of categories.</summary>
    public int NumTokens { get; } = Settings.AtLeast(1, numTokens, nameof(CategoryEncoding), "numTokens");

    /// <summary>How they become numbers.</summary>
    public OutputMode OutputMode { get; } = outputMode;

    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    /// <exception cref="DataException">The input is not of integers, or one is not from 0 to numTokens - 1.</exception>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new DataException(Where, "int64 or int32 numbers", $"{input.dtype}", "Convert them: x.to(ScalarType.Int64).");
        if (OutputMode != OutputMode.OneHot && input.dim() == 1) input = input.unsqueeze(1);
        if (OutputMode == OutputMode.OneHot && input.dim() > 1 && input.shape[^1] == 1) input = input.squeeze(-1);
        try
        {
            var each = nn.functional.one_hot(input.to(ScalarType.Int64), NumTokens);
            return (OutputMode switch { OutputMode.OneHot => each, OutputMode.MultiHot => each.amax([-2]), _ => each.sum(-2) }).to(ScalarType.Float32);
        }
        catch (ExternalException error)
        {
            throw new DataException(Where, $"integers from 0 to {NumTokens - 1}", "others among them", "Correct the data, or raise numTokens.", error);
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var input = inputs[0].Shape;
        var drops = OutputMode == OutputMode.OneHot ? input.Count > 1 && input[^1] == 1 : input.Count > 1;
        return [new TensorSpec([.. drops ? input.SkipLast(1) : input, NumTokens])];
    }
}
