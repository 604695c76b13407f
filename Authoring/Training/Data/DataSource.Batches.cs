using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// Batches that somebody else makes.
public abstract partial class DataSource
{
    /// <summary>Batches in the order of a sequence, which is read anew each epoch.</summary>
    /// <param name="batches">The batches. Tensors that it makes when it is asked for a batch are disposed after the step; those that exist before stay its own.</param>
    public static DataSource FromBatches(IEnumerable<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new BatchSource(_ => batches, batches is IReadOnlyCollection<Batch> { Count: var count } ? count : null);
    }

    /// <summary>Batches of a function that is asked at the start of each epoch, and can follow its number, seed and batch size.</summary>
    /// <param name="read">Gives an epoch's batches; tensors that it makes when it is asked for a batch are disposed after the step.</param>
    public static DataSource FromBatches(Func<EpochRequest, IEnumerable<Batch>> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return new BatchSource(read, null);
    }

    /// <summary>Batches that arrive asynchronously; training waits for each, unless <see cref="Prefetched"/> stands between.</summary>
    /// <param name="batches">The batches, read anew each epoch. Each batch's tensors are handed over, and disposed after the step.</param>
    public static DataSource FromBatches(IAsyncEnumerable<Batch> batches)
    {
        ArgumentNullException.ThrowIfNull(batches);
        return new BatchSource(_ => AsyncBatches.Read(batches), null);
    }

    /// <summary>Samples of one of TorchSharp's map-style data sets, in an order that changes every epoch, stacked into batches.</summary>
    /// <param name="dataset">Samples by index: tensors by name; owned by the caller.</param>
    /// <param name="inputs">The names of the model's inputs, in order.</param>
    /// <param name="targets">The names of the targets, in order.</param>
    public static DataSource FromDataset(utils.data.Dataset dataset, IReadOnlyList<string> inputs, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new DatasetSource<Dictionary<string, Tensor>>(dataset, sample => Named("A sample", sample, inputs, targets));
    }

    /// <summary>Samples of one of TorchSharp's data sets of lists, in an order that changes every epoch, stacked into batches.</summary>
    /// <param name="dataset">Samples by index: a list of tensors, inputs first; owned by the caller.</param>
    /// <param name="inputs">How many tensors of a sample are inputs, 1 or more, default 1; the others are targets.</param>
    public static DataSource FromDataset(utils.data.IterableDataset dataset, int inputs = 1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return new DatasetSource<IList<Tensor>>(dataset, sample => new Batch([.. sample.Take(inputs)], [.. sample.Skip(inputs)]));
    }

    /// <summary>What one of TorchSharp's loaders gives, which keeps its own batch size, order and workers.</summary>
    /// <param name="loader">Batches of tensors by name; owned by the caller.</param>
    /// <param name="inputs">The names of the model's inputs, in order.</param>
    /// <param name="targets">The names of the targets, in order.</param>
    public static DataSource FromLoader(TorchSharp.Modules.DataLoader loader, IReadOnlyList<string> inputs, IReadOnlyList<string> targets)
    {
        ArgumentNullException.ThrowIfNull(loader);
        return new BatchSource(_ => LoaderBatches.Read(loader, batch => Named("A batch", batch, inputs, targets)), (int)loader.Count);
    }

    private static Batch Named(string what, Dictionary<string, Tensor> tensors, IReadOnlyList<string> inputs, IReadOnlyList<string> targets)
    {
        return new Batch([.. inputs.Select(Find)], [.. targets.Select(Find)]);

        Tensor Find(string name) => tensors.TryGetValue(name, out var tensor)
            ? tensor
            : throw new DataException($"{what} of the data set", $"a tensor named \"{name}\"", string.Join(", ", tensors.Keys), "Name the inputs and targets as the data set does.");
    }
}
