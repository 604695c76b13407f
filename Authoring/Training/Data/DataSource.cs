using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Where batches come from; a pair of tensors or arrays is one by itself: <c>Validation = (x, y)</c>.</summary>
public abstract partial class DataSource
{
    /// <summary>How many batches an epoch has; null where only reading tells.</summary>
    /// <param name="batchSize">The samples of a batch.</param>
    public abstract int? CountSteps(int batchSize);

    /// <summary>The batches of one epoch, each made when it is asked for; their tensors belong to the dispose scope in which that happens.</summary>
    /// <param name="request">Which epoch, and how.</param>
    public abstract IEnumerable<Batch> Read(EpochRequest request);

    /// <summary>The batches of an epoch after the first ones, for a training that goes on from a checkpoint; the default reads the first ones and drops them.</summary>
    /// <param name="request">Which epoch, and how.</param>
    /// <param name="batches">How many were read before, 0 or more.</param>
    /// <exception cref="DataException">There are not so many.</exception>
    public virtual IEnumerable<Batch> ReadFrom(EpochRequest request, int batches)
    {
        ArgumentNullException.ThrowIfNull(request);
        var reader = Read(request).GetEnumerator();
        for (var i = 0; i < batches; i++)
        {
            using var scope = NewDisposeScope();
            if (reader.MoveNext()) continue;
            reader.Dispose();
            throw new DataException($"{TypeNames.Short(GetType())}, epoch {request.Epoch}", $"the {batches} batches that were read before the checkpoint", $"{i}",
                "Give the data that the training began with; a sequence that can be read once cannot be gone on with.");
        }
        return Rest(reader);
    }

    /// <summary>What the data is, to tell other data from it: its kind, and its size where it has one.</summary>
    internal virtual string Describe() => TypeNames.Short(GetType());

    private static IEnumerable<Batch> Rest(IEnumerator<Batch> reader)
    {
        using (reader)
        {
            while (reader.MoveNext()) yield return reader.Current;
        }
    }

    /// <summary>Refuses what no model can take; the default takes everything.</summary>
    /// <param name="where">The call, for the error.</param>
    /// <exception cref="DataException">There is no row, or numbers of rows differ.</exception>
    internal virtual void Check(string where) { }

    /// <summary>Refuses values that nothing can be learned from or compared with; the default takes everything.</summary>
    /// <param name="where">The call, for the error.</param>
    /// <exception cref="DataException">A value is NaN.</exception>
    internal virtual void CheckValues(string where) { }

    /// <summary>The first and the last rows; null for a source that has no rows to count.</summary>
    /// <param name="lastFraction">How much of the rows the last part has, above 0 and below 1.</param>
    internal virtual (DataSource First, DataSource Last)? Split(double lastFraction) => null;

    /// <summary>Rows of a model with one input and one output.</summary>
    /// <param name="rows">Inputs and targets, <c>[rows, ...]</c>, owned by the caller.</param>
    public static implicit operator DataSource((Tensor X, Tensor Y) rows) => FromRows(rows);

    /// <summary>Rows of a model with one input and one output.</summary>
    /// <param name="rows">Inputs and targets, <c>[rows, ...]</c>, owned by the caller.</param>
    public static DataSource FromRows((Tensor X, Tensor Y) rows) => new RowSource([rows.X], [rows.Y]);
}
