using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Checks that outputs are rows.</summary>
internal static class RowOutputs
{
    /// <summary>Whether each output has a row for each of the batch.</summary>
    public static bool AreRows(IReadOnlyDictionary<string, TensorData> outputs, long rows) => outputs.Values.All(output => output.Dims.Count > 0 && output.Dims[0] == rows);

    /// <exception cref="InputException">An output has other rows than the batch.</exception>
    public static void Check(IReadOnlyDictionary<string, TensorData> outputs, long rows, string form)
    {
        if (AreRows(outputs, rows)) return;
        var (name, tensor) = outputs.First(output => output.Value.Dims.Count == 0 || output.Value.Dims[0] != rows);
        throw new InputException($"Output \"{name}\"", $"a row for each of {rows}, to write {form} or to run in batches", $"{tensor}", "Give the inputs as .npy, .npz or a JSON object of arrays, without --batch, and write to .npz or .json.");
    }
}
