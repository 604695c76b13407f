namespace OnnxForge.Inference;

/// <summary>Whether a model takes bare elements, and the dims that a number of them has then.</summary>
internal sealed class RowShape
{
    private readonly ModelSignature _signature;
    private readonly string _title;
    private readonly long[]? _dims;
    private readonly int _open;
    private readonly long _rowSize;

    /// <param name="signature">What the model takes and gives.</param>
    /// <param name="title">What is called, for errors: "model" and its name.</param>
    public RowShape(ModelSignature signature, string title)
    {
        (_signature, _title) = (signature, title);
        if (signature is not { Inputs: [{ Type: not ElementType.String, Dims: var dims }], Outputs: [{ Type: not ElementType.String }] })
        {
            return;
        }

        long[] sizes = [.. dims.Select(dim => dim.Size ?? -1)];
        _open = Array.IndexOf(sizes, -1);
        if (sizes.Contains(0) || (_open >= 0 && Array.LastIndexOf(sizes, -1) != _open))
        {
            return;
        }

        _dims = sizes;
        // Without an open size, the first counts the rows.
        _rowSize = TensorShape.Count([.. sizes.Where((_, i) => i != Math.Max(_open, 0))]) ?? long.MaxValue;
    }

    /// <summary>The number of dims of the input, whose elements are of type TInput.</summary>
    /// <exception cref="InferenceException">The model has other inputs, outputs or element types, or more than one open size.</exception>
    public int Rank<TInput, TOutput>()
    {
        if (_dims is null)
        {
            throw new InferenceException(
                $"Predict of {_title}", "one input and one output of numbers or booleans, and at most one size of the input open", $"{_signature}", "Give the sizes: Predict with a TensorData, or Run");
        }

        return ElementTypeOf<TInput>.Reads(_signature.Inputs[0].Type) && ElementTypeOf<TOutput>.Reads(_signature.Outputs[0].Type)
            ? _dims.Length
            : throw new SignatureMismatchException(
                $"Predict of {_title}", $"{_signature}", $"{Name<TInput>()} -> {Name<TOutput>()}", "Call Predict<TInput, TOutput> with the C# types of the model's input and output");
    }

    /// <summary>Writes the dims of a number of elements.</summary>
    public void Write(long count, Span<long> dims)
    {
        _dims.AsSpan().CopyTo(dims);
        var rows = count / _rowSize;
        var fixedRows = _open >= 0 ? -1 : dims.IsEmpty ? 1 : dims[0];
        if (count % _rowSize != 0 || (fixedRows >= 0 && fixedRows != rows))
        {
            throw new SignatureMismatchException(
                $"Predict of {_title}",
                $"{(fixedRows < 0 ? "any number of rows" : fixedRows == 1 ? "1 row" : $"{fixedRows} rows")} of {_rowSize} {(_rowSize == 1 ? "value" : "values")} for {_signature.Inputs[0]}",
                $"{count} {(count == 1 ? "value" : "values")}",
                "Give whole rows, one after another");
        }

        if (_open >= 0)
        {
            dims[_open] = rows;
        }
    }

    private static string Name<T>() => ElementTypeOf<T>.Value is { } type ? type.ToName() : typeof(T).Name;
}
