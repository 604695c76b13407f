using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Integers as int64 positions in a vocabulary, of the input's shape: first come the positions of unknown ones, then the vocabulary in its order.</summary>
/// <remarks>With one position for unknown integers all of them get 0; with several, each gets its remainder by their number; with none, -1. The vocabulary is part of
/// the config, so that it is saved.</remarks>
[CustomObject("onnxforge/integer-lookup")]
public sealed class IntegerLookup : Layer
{
    private Tensor? sorted;
    private Tensor? positions;

    /// <summary>A layer of a given vocabulary, or one that waits for <see cref="Adapt"/>.</summary>
    /// <param name="vocabulary">The integers that have a position, each once; null waits for Adapt.</param>
    /// <param name="numOovIndices">How many positions unknown integers share, 0 or more; default 1.</param>
    /// <param name="maxTokens">The most positions that Adapt makes, those of unknown integers included; null means no limit.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">An integer comes twice, the vocabulary is empty, or a number is too small.</exception>
    public IntegerLookup(IReadOnlyList<long>? vocabulary = null, int numOovIndices = 1, int? maxTokens = null, string? name = null) : base(name)
    {
        if (vocabulary is not null && (vocabulary.Count == 0 || vocabulary.Distinct().Count() != vocabulary.Count))
            throw new ConfigException(Where, "a vocabulary of 1 integer or more, each once", vocabulary.Count == 0 ? "none" : "one twice", "Correct the vocabulary.");
        NumOovIndices = Settings.AtLeast(0, numOovIndices, Where, "numOovIndices");
        MaxTokens = maxTokens is { } most ? Settings.AtLeast(numOovIndices + 1, most, Where, "maxTokens") : null;
        Vocabulary = vocabulary;
    }

    /// <summary>The integers that have a position; null before they are given or adapted.</summary>
    public IReadOnlyList<long>? Vocabulary { get; private set; }

    /// <summary>How many positions unknown integers share.</summary>
    public int NumOovIndices { get; }

    /// <summary>The most positions that Adapt makes, or null.</summary>
    public int? MaxTokens { get; }

    /// <summary>The number of positions: what an <see cref="Embedding"/> behind it needs.</summary>
    /// <exception cref="ConfigException">The vocabulary is not known yet.</exception>
    public int VocabularySize => NumOovIndices + Known().Count;

    /// <summary>Takes the integers of data, the most frequent first, the smaller first among equally frequent ones.</summary>
    /// <param name="data">Integers of any shape, 1 or more.</param>
    /// <exception cref="DataException">There is none, or the data are not integers.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (data.numel() == 0) throw new DataException(Where, "1 integer or more", $"data {Shape.Of(data)}", "Adapt to integers like those the layer will get.");
        using var scope = NewDisposeScope();
        var counts = Integers(data).reshape(-1).cpu().data<long>().ToArray().CountBy(value => value).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key);
        Vocabulary = [.. counts.Take((MaxTokens ?? int.MaxValue) - NumOovIndices).Select(pair => pair.Key)];
        sorted = positions = null;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var x = Integers(input);
        if (sorted is null || positions is null || sorted.device != x.device) (sorted, positions) = Table(x.device);
        using Scalar last = sorted.shape[0] - 1, unknown = NumOovIndices == 0 ? -1 : 0, shared = Math.Max(1, NumOovIndices);
        var place = searchsorted(sorted, x).clamp_max(last);
        var found = sorted.index_select(0, place.reshape(-1)).reshape(x.shape).eq(x);
        var position = positions.index_select(0, place.reshape(-1)).reshape(x.shape);
        return where(found, position, NumOovIndices > 1 ? x.remainder(shared) : full_like(x, unknown));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [inputs[0] with { Type = ScalarType.Int64 }];
    }

    private Tensor Integers(Tensor input) => input.dtype is ScalarType.Int64 or ScalarType.Int32 ? input.to(ScalarType.Int64)
        : throw new DataException(Where, "int64 or int32 numbers", $"{input.dtype}", "Convert them: x.to(ScalarType.Int64).");

    private IReadOnlyList<long> Known() => Vocabulary ?? throw new ConfigException(Where, "a vocabulary", "a layer without one", "Call Adapt(data) first, or give it to the constructor.");

    private (Tensor, Tensor) Table(Device device)
    {
        var order = Known().Index().OrderBy(item => item.Item).ToArray();
        return (tensor(order.Select(item => item.Item).ToArray(), device: device).DetachFromDisposeScope(),
            tensor(order.Select(item => (long)item.Index + NumOovIndices).ToArray(), device: device).DetachFromDisposeScope());
    }
}
