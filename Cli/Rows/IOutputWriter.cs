using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Takes a model's outputs, batch after batch.</summary>
internal interface IOutputWriter
{
    /// <summary>Takes the outputs of a batch.</summary>
    /// <param name="outputs">A tensor for each output by name.</param>
    /// <param name="rows">The rows of the batch; null for arrays that were run at once.</param>
    /// <exception cref="InputException">The outputs cannot be written in this form.</exception>
    void Append(IReadOnlyDictionary<string, TensorData> outputs, long? rows);

    /// <summary>Writes what is left.</summary>
    void Complete();
}
