namespace OnnxForge.Inference;

/// <summary>Elements with the first dimension running fastest, brought into row-major order.</summary>
internal static class FortranOrder
{
    public static TensorData ToRowMajor(TensorData tensor)
    {
        if (tensor.Dims.Count < 2 || tensor.Count == 0)
        {
            return tensor;
        }

        if (tensor.Type == ElementType.String)
        {
            var texts = new string[tensor.Count];
            Reorder(tensor.AsSpan<string>(), texts, tensor.Shape);
            return TensorData.Create(texts, tensor.Shape);
        }

        var target = TensorData.Allocate(tensor.Type, tensor.Shape);
        switch (tensor.Type.ByteSize())
        {
            case 1:
                Reorder<byte>(tensor.Raw<byte>(), target.Raw<byte>(), tensor.Shape);
                break;
            case 2:
                Reorder<ushort>(tensor.Raw<ushort>(), target.Raw<ushort>(), tensor.Shape);
                break;
            case 4:
                Reorder<uint>(tensor.Raw<uint>(), target.Raw<uint>(), tensor.Shape);
                break;
            default:
                Reorder<ulong>(tensor.Raw<ulong>(), target.Raw<ulong>(), tensor.Shape);
                break;
        }

        return target;
    }

    private static void Reorder<T>(ReadOnlySpan<T> source, Span<T> target, ReadOnlySpan<long> dims)
    {
        var steps = new int[dims.Length];
        var step = 1;
        for (var axis = 0; axis < dims.Length; axis++)
        {
            steps[axis] = step;
            step *= (int)dims[axis];
        }

        var index = new int[dims.Length];
        var from = 0;
        for (var to = 0; to < target.Length; to++)
        {
            target[to] = source[from];
            for (var axis = dims.Length - 1; axis >= 0; axis--)
            {
                from += steps[axis];
                if (++index[axis] < dims[axis])
                {
                    break;
                }

                from -= steps[axis] * index[axis];
                index[axis] = 0;
            }
        }
    }
}
