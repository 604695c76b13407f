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
