namespace OnnxForge.Inference;

/// <summary>Outputs into tensors that the caller brought.</summary>
internal static class OutputMemory
{
    /// <summary>The caller's tensor of that output with the result in it; the result itself where the caller brought none.</summary>
    public static TensorData Fill(ModelSession session, int index, TensorData result, IReadOnlyDictionary<string, TensorData>? given)
    {
        if (given is null)
        {
            return result;
        }

        var name = session.OutputNames[index];
        if (!given.TryGetValue(name, out var memory) || memory is null || given.Count != session.OutputNames.Length)
        {
            throw new SignatureMismatchException(
                $"Outputs of model {session.Name}", string.Join(", ", session.Signature.Outputs), given.Count == 0 ? "nothing" : string.Join(", ", given.Keys.Order(StringComparer.Ordinal)), "Give a tensor for each output and no other");
        }

        Check(session, index, memory, result.Shape);
        Copy(result, memory);
        return memory;
    }

    public static void Check(ModelSession session, int index, TensorData memory, ReadOnlySpan<long> dims)
    {
        var output = session.Signature.Outputs[index];
        if (memory.Type != output.Type || !memory.Shape.SequenceEqual(dims))
        {
            throw new SignatureMismatchException(
                $"Output {output.Name} of model {session.Name}", $"room for {output.Type.ToName()} {TensorShape.Text(dims)}, as {output}", $"{memory}", "Give a tensor of that type and these dims");
        }
    }

    public static void Copy(TensorData from, TensorData to)
    {
        switch (from.Type.ByteSize())
        {
            case 1:
                from.Raw<byte>().CopyTo(to.Raw<byte>());
                break;
            case 2:
                from.Raw<ushort>().CopyTo(to.Raw<ushort>());
                break;
            case 4:
                from.Raw<uint>().CopyTo(to.Raw<uint>());
                break;
            case 8:
                from.Raw<ulong>().CopyTo(to.Raw<ulong>());
                break;
            default:
                from.AsSpan<string>().CopyTo(to.MutableSpan<string>());
                break;
        }
    }
}
