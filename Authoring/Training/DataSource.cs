using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Where batches come from; a pair of tensors is one by itself: <c>Validation = (x, y)</c>.</summary>
public abstract class DataSource
{
    /// <summary>How many batches an epoch has; null where only reading tells.</summary>
    /// <param name="batchSize">The samples of a batch.</param>
    public abstract int? CountSteps(int batchSize);

    /// <summary>The batches of one epoch, each made when it is asked for; their tensors belong to the dispose scope in which that happens.</summary>
    /// <param name="request">Which epoch, and how.</param>
    public abstract IEnumerable<Batch> Read(EpochRequest request);

    /// <summary>Refuses what cannot be trained on; the default takes everything.</summary>
    /// <param name="where">The call, for the error.</param>
    /// <exception cref="DataException">There is no row, or numbers of rows differ.</exception>
    internal virtual void Check(string where) { }

    /// <summary>Rows of a model with one input and one output.</summary>
    /// <param name="rows">Inputs and targets, <c>[rows, ...]</c>, owned by the caller.</param>
    public static implicit operator DataSource((Tensor X, Tensor Y) rows) => FromRows(rows);

    /// <inheritdoc cref="op_Implicit"/>
    public static DataSource FromRows((Tensor X, Tensor Y) rows) => new RowSource([rows.X], [rows.Y]);
}
