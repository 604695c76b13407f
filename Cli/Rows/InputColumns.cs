using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Gathers rows of values for all inputs of a model.</summary>
internal sealed class InputColumns
{
    private readonly TensorSignature[] inputs;
    private readonly ElementBuffer[] buffers;

    /// <summary>Empty columns for a model's inputs.</summary>
    public InputColumns(ModelSignature signature)
    {
        inputs = [.. signature.Inputs];
        buffers = [.. inputs.Select(input => ElementBuffer.For(input.Type))];
    }

    /// <summary>The inputs in the model's order.</summary>
    public IReadOnlyList<TensorSignature> Inputs => inputs;

    /// <summary>Where the values of an input go.</summary>
    public ElementBuffer this[int input] => buffers[input];

    /// <summary>The values of one row of an input; null where the signature leaves them open.</summary>
    public static long? WidthOf(TensorSignature input) => input.Dims.Skip(1).Aggregate((long?)1, (product, dim) => product * dim.Size);

    /// <summary>The columns of a table that an input takes, by name: its own name, or with a number behind it where a row has several values.</summary>
    public static IEnumerable<string> NamesOf(string name, long width) => width == 1 ? [name] : Enumerable.Range(0, (int)width).Select(i => FormattableString.Invariant($"{name}_{i}"));

    /// <summary>The gathered rows; the columns are empty afterwards.</summary>
    /// <param name="rows">The number of rows.</param>
    /// <param name="rowDims">The dims of an input's row, where the signature leaves them open.</param>
    public Dictionary<string, TensorData> Take(int rows, Func<int, long[]> rowDims)
    {
        Dictionary<string, TensorData> taken = new(StringComparer.Ordinal);
        for (var i = 0; i < inputs.Length; i++)
        {
            long[] dims = inputs[i].Dims.Count == 0 ? [rows] : WidthOf(inputs[i]) is null ? [rows, .. rowDims(i)] : [rows, .. inputs[i].Dims.Skip(1).Select(dim => dim.Size!.Value)];
            taken.Add(inputs[i].Name, buffers[i].Take(dims));
        }
        return taken;
    }
}
