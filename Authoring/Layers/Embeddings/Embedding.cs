using System.Runtime.InteropServices;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A vector for each integer: <c>[batch, ...]</c> of int64 or int32, 0 to inputDim - 1, to <c>[batch, ..., outputDim]</c>.</summary>
[CustomObject("onnxforge/embedding")]
public sealed class Embedding : Layer
{
    private Parameter? embeddings;

    /// <summary>An embedding that is built on its first input.</summary>
    /// <param name="inputDim">The number of integers, 1 or more.</param>
    /// <param name="outputDim">The size of a vector, 1 or more.</param>
    /// <param name="embeddingsInitializer">The vectors' first values; default <see cref="RandomUniform"/>.</param>
    /// <param name="embeddingsRegularizer">A penalty on the vectors.</param>
    /// <param name="embeddingsConstraint">What the vectors, <c>[inputDim, outputDim]</c>, are brought back to after each step.</param>
    /// <param name="paddingIndex">An integer whose vector is zeros and stays so, or null.</param>
    /// <param name="maskZero">Whether 0 is padding: the vectors carry a <see cref="SequenceMask"/> that is true at the other integers. Default false.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is below 1, or paddingIndex is not one of the integers.</exception>
    public Embedding(int inputDim, int outputDim, Initializer? embeddingsInitializer = null, Regularizer? embeddingsRegularizer = null, Constraint? embeddingsConstraint = null,
        int? paddingIndex = null, bool maskZero = false, string? name = null) : base(name)
    {
        (InputDim, OutputDim) = (Settings.AtLeast(1, inputDim, Where, "inputDim"), Settings.AtLeast(1, outputDim, Where, "outputDim"));
        if (paddingIndex < 0 || paddingIndex >= inputDim) throw new ConfigException(Where, $"a paddingIndex from 0 to {inputDim - 1}", $"{paddingIndex}", "Correct it, or leave it out.");
        EmbeddingsInitializer = embeddingsInitializer ?? new RandomUniform();
        (EmbeddingsRegularizer, EmbeddingsConstraint, PaddingIndex, MaskZero) = (embeddingsRegularizer, embeddingsConstraint, paddingIndex, maskZero);
    }

    /// <summary>The number of integers.</summary>
    public int InputDim { get; }

    /// <summary>The size of a vector.</summary>
    public int OutputDim { get; }

    /// <summary>The vectors' first values.</summary>
    public Initializer EmbeddingsInitializer { get; }

    /// <summary>The penalty on the vectors, or null.</summary>
    public Regularizer? EmbeddingsRegularizer { get; }

    /// <summary>What the vectors are brought back to after each step, or null.</summary>
    public Constraint? EmbeddingsConstraint { get; }

    /// <summary>An integer whose vector is zeros, or null.</summary>
    public int? PaddingIndex { get; }

    /// <summary>Whether 0 is padding.</summary>
    public bool MaskZero { get; }

    /// <summary>The vectors, <c>[inputDim, outputDim]</c>, owned by the layer.</summary>
    /// <exception cref="AuthoringException">The layer is not built.</exception>
    public Parameter Embeddings => embeddings ?? throw NotBuilt();

    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    /// <exception cref="DataException">The input is not of integers, or one is not from 0 to inputDim - 1.</exception>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        if (input.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new DataException(Where, "int64 or int32 numbers", $"{input.dtype}", "Convert them: x.to(ScalarType.Int64).");
        try
        {
            var vectors = Embeddings.index_select(0, input.reshape(-1)).reshape([.. input.shape, OutputDim]);
            using Scalar index = PaddingIndex ?? 0, zero = 0;
            if (PaddingIndex is not null) vectors = vectors.masked_fill(input.eq(index).unsqueeze(-1), zero);
            return MaskZero ? SequenceMask.Attach(vectors, input.ne(zero)) : vectors;
        }
        catch (ExternalException error) when (OutOfRange(input) is not null)
        {
            throw new DataException(Where, $"integers from 0 to {InputDim - 1}", $"{OutOfRange(input)} among them", "Correct the data, or raise inputDim.", error);
        }
    }

    /// <inheritdoc/>
    protected override void Build(Shape input) =>
        embeddings = AddWeight("embeddings", [InputDim, OutputDim], EmbeddingsInitializer, EmbeddingsRegularizer, EmbeddingsConstraint);

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [new TensorSpec([.. inputs[0].Shape, OutputDim], Embeddings.dtype)];
    }

    private long? OutOfRange(Tensor input)
    {
        if (input.numel() == 0) return null;
        using var scope = NewDisposeScope();
        var (least, most) = (input.min().to(ScalarType.Int64).item<long>(), input.max().to(ScalarType.Int64).item<long>());
        return least < 0 ? least : most >= InputDim ? most : null;
    }
}
