using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Runs a model over all that a reader has.</summary>
/// <param name="model">The model.</param>
/// <param name="reader">What goes in.</param>
/// <param name="batch">The most rows of one run.</param>
/// <param name="progress">Shows how far it is; null for nothing.</param>
internal sealed class RowRun(InferenceModel model, IRowReader reader, int batch, RunProgress? progress)
{
    private readonly Dictionary<string, (ElementType Type, long[] Dims)> outputs = new(StringComparer.Ordinal);

    /// <summary>The rows that were run; 0 for arrays that were run at once.</summary>
    public long Rows { get; private set; }

    /// <summary>Type and dims of each output, all batches together.</summary>
    public IReadOnlyDictionary<string, (ElementType Type, long[] Dims)> Outputs => outputs;

    /// <summary>Runs everything.</summary>
    /// <exception cref="InputException">There are no rows, or the outputs cannot be written in the writer's form.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public void Write(IOutputWriter writer, CancellationToken cancellation)
    {
        while (reader.Read(batch) is { } inputs)
        {
            cancellation.ThrowIfCancellationRequested();
            var results = model.Run(inputs, cancellation);
            long? rows = reader.IsRows ? inputs.Values.First().Dims[0] : null;
            Rows += rows ?? 0;
            Count(results, rows is not null);
            writer.Append(results, rows);
            progress?.Report(Rows, reader.Progress);
        }
        progress?.Clear();
        if (outputs.Count == 0) throw new InputException("INPUT", "a row or more", "none", "Add rows, or check that this is the right file.");
        writer.Complete();
    }

    private void Count(IReadOnlyDictionary<string, TensorData> results, bool areRows)
    {
        foreach (var (name, tensor) in results)
        {
            if (!outputs.TryAdd(name, (tensor.Type, [.. tensor.Dims])) && areRows && tensor.Dims.Count > 0) outputs[name].Dims[0] += tensor.Dims[0];
        }
    }
}
