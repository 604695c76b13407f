namespace OnnxForge.Inference;

/// <summary>Rows of several tensors as one, and back.</summary>
internal static class BatchRows
{
    public static TensorData[] Join(IReadOnlyList<BatchRequest> requests)
    {
        var joined = new TensorData[requests[0].Inputs.Length];
        for (var i = 0; i < joined.Length; i++)
        {
            joined[i] = Join([.. requests.Select(request => request.Inputs[i])]);
        }

        return joined;
    }

    /// <summary>A part of rows.</summary>
    public static TensorData Part(TensorData whole, long firstRow, long rows)
    {
        long[] dims = [rows, .. whole.Shape[1..]];
        var rowLength = whole.Shape[0] == 0 ? 0 : whole.Count / whole.Shape[0];
        if (whole.Type == ElementType.String)
        {
            return TensorData.Create(whole.AsSpan<string>().Slice((int)(firstRow * rowLength), (int)(rows * rowLength)).ToArray(), dims);
        }

        var part = TensorData.Allocate(whole.Type, dims);
        var size = whole.Type.ByteSize();
        whole.MutableBytes(firstRow * rowLength * size, checked((int)(part.Count * size))).CopyTo(part.MutableBytes(0, (int)(part.Count * size)));
        return part;
    }

    private static TensorData Join(TensorData[] parts)
    {
        long[] dims = [parts.Sum(part => part.Shape[0]), .. parts[0].Shape[1..]];
        if (parts[0].Type == ElementType.String)
        {
            return TensorData.Create(parts.SelectMany(part => part.AsSpan<string>().ToArray()).ToArray(), dims);
        }

        var whole = TensorData.Allocate(parts[0].Type, dims);
        var offset = 0L;
        foreach (var part in parts)
        {
            part.Bytes.CopyTo(whole.MutableBytes(offset, part.Bytes.Length));
            offset += part.Bytes.Length;
        }

        return whole;
    }
}
