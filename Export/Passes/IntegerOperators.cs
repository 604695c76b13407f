namespace OnnxForge.Export;

/// <summary>What ONNX operators compute on small integer tensors, one row an operator. Meanings: the ONNX operator specification, opset 17 to 23.</summary>
internal static class IntegerOperators
{
    private static readonly Dictionary<string, Func<Call, IntegerTensor?>> Rows = new(StringComparer.Ordinal)
    {
        ["Add"] = call => Elementwise(call, (a, b) => (Int128)a + b),
        ["Sub"] = call => Elementwise(call, (a, b) => (Int128)a - b),
        ["Mul"] = call => Elementwise(call, (a, b) => (Int128)a * b),
        ["Div"] = call => Elementwise(call, (a, b) => b == 0 ? null : (Int128)a / b),
        ["Cast"] = Cast,
        ["Concat"] = Concat,
        ["Gather"] = Gather,
        ["Reshape"] = Reshape,
        ["Shape"] = Shape,
        ["Slice"] = Slice,
        ["Squeeze"] = Squeeze,
        ["Unsqueeze"] = Unsqueeze,
    };

    /// <summary>Whether there is a row for the operator.</summary>
    public static bool Supports(string opType) => Rows.ContainsKey(opType);

    /// <summary>Computes the node's single output.</summary>
    /// <returns>Null when an argument is not known, or when the result is outside of what is folded: overflow, division by zero, an index out of range.</returns>
    public static IntegerTensor? Compute(Node node, Func<Value, IntegerTensor?> known)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(known);
        var arguments = node.Inputs.Select(input => input is null ? null : known(input)).ToArray();

        // Shape reads no elements; every other operator needs all of its arguments.
        var complete = node.OpType == "Shape" || arguments.Zip(node.Inputs).All(pair => pair.First is not null || pair.Second is null);
        return complete && node.Inputs.Count > 0 && node.Inputs[0] is not null ? Rows[node.OpType](new Call(node, arguments)) : null;
    }

    private static IntegerTensor? Elementwise(Call call, Func<long, long, Int128?> compute)
    {
        var (a, b) = (call.Arguments[0]!, call.Arguments[1]!);
        if (a.Dims.Length > 1 || b.Dims.Length > 1 || a.Type != b.Type || (a.Values.Length != b.Values.Length && a.Values.Length != 1 && b.Values.Length != 1))
        {
            return null;
        }

        // An empty list against a list of one gives an empty list, as broadcasting says.
        var length = a.Values.Length == 1 ? b.Values.Length : a.Values.Length;
        var results = Enumerable.Range(0, length).Select(index => compute(a.Values[a.Values.Length == 1 ? 0 : index], b.Values[b.Values.Length == 1 ? 0 : index])).ToList();
        long[] dims = a.Dims.Length + b.Dims.Length == 0 ? [] : [length];
        return results.Any(result => result is null) ? null : IntegerTensor.Create(a.Type, dims, results.Select(result => result!.Value));
    }

    private static IntegerTensor? Cast(Call call)
    {
        var type = (DataType)(call.Node.Attribute<IntAttribute>("to")?.Value ?? 0);
        return type is DataType.Int32 or DataType.Int64 ? call.Data.With(call.Data.Dims, type) : null;
    }

    private static IntegerTensor? Concat(Call call)
    {
        var parts = call.Arguments;
        var fits = parts.All(part => part is { Dims.Length: 1 } && part.Type == call.Data.Type) && call.Node.Attribute<IntAttribute>("axis") is { Value: 0 or -1 };
        var values = fits ? parts.SelectMany(part => part!.Values).ToArray() : [];
        return fits ? IntegerTensor.Create(call.Data.Type, [values.Length], values.Select(value => (Int128)value)) : null;
    }

    private static IntegerTensor? Gather(Call call)
    {
        var (data, indices) = (call.Data, call.Arguments[1]!);
        var positions = indices.Values.Select(index => index < 0 ? index + data.Values.Length : index).ToArray();
        var fits = data.Dims.Length == 1 && indices.Dims.Length <= 1 && positions.All(position => position >= 0 && position < data.Values.Length);
        return fits ? IntegerTensor.Create(data.Type, indices.Dims, positions.Select(position => (Int128)data.Values[position])) : null;
    }

    private static IntegerTensor? Reshape(Call call)
    {
        var wanted = (long[])call.Arguments[1]!.Values.Clone();
        var keepsZero = call.Node.Attribute<IntAttribute>("allowzero") is { Value: 1 };
        for (var axis = 0; axis < wanted.Length; axis++)
        {
            if (wanted[axis] == 0 && !keepsZero)
            {
                if (axis >= call.Data.Dims.Length)
                {
                    return null;
                }

                wanted[axis] = call.Data.Dims[axis];
            }
        }

        var open = Array.IndexOf(wanted, -1L);
        var known = wanted.Where((_, axis) => axis != open).Aggregate((Int128)1, (product, size) => product * size);
        if (open >= 0)
        {
            if (known <= 0 || call.Data.Values.Length % known != 0)
            {
                return null;
            }

            wanted[open] = (long)(call.Data.Values.Length / known);
        }

        var fits = wanted.All(size => size >= 0) && wanted.Aggregate((Int128)1, (product, size) => product * size) == call.Data.Values.Length;
        return fits ? call.Data.With(wanted) : null;
    }

    private static IntegerTensor? Shape(Call call)
    {
        if (call.Node.Inputs[0]!.Shape is not { } shape)
        {
            return null;
        }

        var start = Clamp(call.Node.Attribute<IntAttribute>("start")?.Value ?? 0, shape.Count);
        var end = Clamp(call.Node.Attribute<IntAttribute>("end")?.Value ?? shape.Count, shape.Count);
        var sizes = new List<Int128>();
        for (var axis = start; axis < end; axis++)
        {
            if (!shape[(int)axis].TryGetConstant(out var size))
            {
                return null;
            }

            sizes.Add(size);
        }

        return IntegerTensor.Create(DataType.Int64, [sizes.Count], sizes);
    }

    private static IntegerTensor? Slice(Call call)
    {
        var fits = call.Data.Dims.Length == 1 && call.Arguments.Skip(1).All(argument => argument is null or { Dims: [1] }) &&
            call.Optional(3) is null or { Values: [0 or -1] } && call.Optional(4) is null or { Values: [1] };
        if (!fits)
        {
            return null;
        }

        var start = (int)Clamp(call.Arguments[1]!.Values[0], call.Data.Values.Length);
        var end = (int)Clamp(call.Arguments[2]!.Values[0], call.Data.Values.Length);
        var part = start < end ? call.Data.Values[start..end] : [];
        return new IntegerTensor(call.Data.Type, [part.Length], part);
    }

    private static IntegerTensor? Squeeze(Call call)
    {
        var rank = call.Data.Dims.Length;
        var axes = call.Optional(1)?.Values.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet()
            ?? Enumerable.Range(0, rank).Where(axis => call.Data.Dims[axis] == 1).Select(axis => (long)axis).ToHashSet();
        return axes.All(axis => axis >= 0 && axis < rank && call.Data.Dims[axis] == 1) ? call.Data.With([.. call.Data.Dims.Where((_, axis) => !axes.Contains(axis))]) : null;
    }

    private static IntegerTensor? Unsqueeze(Call call)
    {
        var rank = call.Data.Dims.Length + call.Arguments[1]!.Values.Length;
        var axes = call.Arguments[1]!.Values.Select(axis => axis < 0 ? axis + rank : axis).ToHashSet();
        if (axes.Count + call.Data.Dims.Length != rank || axes.Any(axis => axis < 0 || axis >= rank))
        {
            return null;
        }

        var rest = new Queue<long>(call.Data.Dims);
        return call.Data.With([.. Enumerable.Range(0, rank).Select(axis => axes.Contains(axis) ? 1 : rest.Dequeue())]);
    }

    // Negative positions count from the end; what is beyond either end is the end.
    private static long Clamp(long position, long length) => Math.Clamp(position < 0 ? position + length : position, 0, length);

    private sealed record Call(Node Node, IntegerTensor?[] Arguments)
    {
        public IntegerTensor Data => Arguments[0]!;

        public IntegerTensor? Optional(int position) => position < Arguments.Length ? Arguments[position] : null;
    }

    private static IntegerTensor? With(this IntegerTensor tensor, long[] dims, DataType? type = null) =>
        IntegerTensor.Create(type ?? tensor.Type, dims, tensor.Values.Select(value => (Int128)value));
}
