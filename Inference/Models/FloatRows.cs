namespace OnnxForge.Inference;

/// <summary>Whether a model takes plain rows of float32, and the shape that a number of values has then.</summary>
internal sealed class FloatRows
{
    private readonly string _name;
    private readonly ModelSignature _signature;
    private readonly long[]? _dims;
    private readonly long _rowSize;

    public FloatRows(string name, ModelSignature signature)
    {
        _name = name;
        _signature = signature;
        if (signature is not { Inputs: [{ Type: ElementType.Float32, Dims: { Count: > 0 } dims }], Outputs: [{ Type: ElementType.Float32 }] }
            || !dims.Skip(1).All(dim => dim.Size is > 0))
        {
            return;
        }

        _dims = [dims[0].Size ?? -1, .. dims.Skip(1).Select(dim => dim.Size!.Value)];
        _rowSize = TensorShape.Count(_dims.AsSpan(1)) ?? long.MaxValue;
    }

    public long[] Shape(int values)
    {
        if (_dims is null)
        {
            throw new InferenceException($"Predict of model {_name}", "one float32 input whose sizes after the first are fixed, and one float32 output", $"{_signature}", "Use Run");
        }

        var count = values / _rowSize;
        if (values % _rowSize != 0 || (_dims[0] >= 0 && _dims[0] != count))
        {
            throw new SignatureMismatchException(
                $"Predict of model {_name}", $"{(_dims[0] >= 0 ? _dims[0] : "any number of")} rows of {_rowSize} values for {_signature.Inputs[0]}", $"{values} values", "Give whole rows, one after another");
        }

        return [count, .. _dims[1..]];
    }
}
