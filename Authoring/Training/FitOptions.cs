using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>How a model trains.</summary>
public sealed record FitOptions
{
    /// <summary>How often every row is seen, 1 or more, default 1.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>The epochs that were done before, from 0 (the default) to below <see cref="Epochs"/>: the first epoch is the one after them, with the order of rows
    /// that it would have had.</summary>
    public int InitialEpoch { get; init; }

    /// <summary>The rows of a step, 1 or more, default 32; an epoch's last step takes the rest.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The steps of an epoch, 1 or more, for a source without end; null (the default) reads the source once an epoch. The next epoch goes on where the last
    /// one ended, and a source that ends is read again.</summary>
    public int? StepsPerEpoch { get; init; }

    /// <summary>What to evaluate on after each epoch, owned by the caller: <c>(x, y)</c> or another source; default nothing.</summary>
    public DataSource? Validation { get; init; }

    /// <summary>The fraction of the rows, above 0 and below 1, that is kept for validation: the last ones, before any shuffling; null (the default) keeps none.</summary>
    public double? ValidationSplit { get; init; }

    /// <summary>How many epochs pass from one validation to the next, 1 or more, default 1.</summary>
    public int ValidationFrequency { get; init; } = 1;

    /// <summary>A weight for each label, 0 or more, that multiplies the sample weights of training; a label without one has 1; null (the default) means 1 each. Targets are
    /// class indices <c>[batch]</c> or <c>[batch, 1]</c>, or one-hot <c>[batch, classes]</c>, of a model with one output.</summary>
    public IReadOnlyDictionary<int, double>? ClassWeights { get; init; }

    /// <summary>bfloat16 runs matrix products and convolutions of the training steps in it, while weights, losses and gradients keep their type; null (the default)
    /// runs everything as it is. Validation is not changed by it.</summary>
    public ScalarType? MixedPrecision { get; init; }

    /// <summary>The seed of the rows' order, which is another one each epoch; default 0. Weights and dropout follow <c>torch.manual_seed</c> instead.</summary>
    public long Seed { get; init; }

    /// <summary>Who is told about the training, in this order; default nobody.</summary>
    public IReadOnlyList<Callback> Callbacks { get; init; } = [];

    /// <summary>Where and when checkpoints are written; null (the default) writes none.</summary>
    public Checkpoints? Checkpoints { get; init; }

    /// <summary>What the training goes on from, within an epoch too, as if it had never stopped: a checkpoint's file, or a folder whose last readable one is taken; null (the default)
    /// begins. The folder that <see cref="Checkpoints"/> names may be without one yet: then the training begins. The options that decide what is computed, the data and the compiled model must be
    /// those of the checkpoint; <see cref="Epochs"/> may be more.</summary>
    public string? ResumeFrom { get; init; }

    /// <summary>Ends the training after the step in progress; default never.</summary>
    public CancellationToken CancellationToken { get; init; }
}
