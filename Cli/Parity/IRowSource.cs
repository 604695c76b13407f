namespace OnnxForge.Cli;

/// <summary>Rows that both the eager and the exported model can be given.</summary>
internal interface IRowSource
{
    /// <summary>The number of rows.</summary>
    int Count { get; }

    /// <summary>All rows, as they are.</summary>
    RowBatch All();

    /// <summary>The first rows, from the start again when there are fewer; for models whose number of rows is free.</summary>
    RowBatch Take(int count);
}
