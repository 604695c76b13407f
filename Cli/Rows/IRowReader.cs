using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Reads what a model takes, batch after batch.</summary>
internal interface IRowReader : IDisposable
{
    /// <summary>How much of the file has been read, from 0 to 1.</summary>
    double Progress { get; }

    /// <summary>Whether the file is a list of rows, so that results are told a row each.</summary>
    bool IsRows { get; }

    /// <summary>The next batch: a tensor for each input by name; null at the end.</summary>
    /// <param name="rows">The most rows.</param>
    /// <exception cref="InputException">The file holds what the model does not take.</exception>
    IReadOnlyDictionary<string, TensorData>? Read(int rows);
}
