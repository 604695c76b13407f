namespace OnnxForge.Inference;

/// <summary>Arithmetic on dims that cannot overflow silently.</summary>
internal static class TensorShape
{
    /// <summary>The product of the dims; null where a dim is negative or the product passes <see cref="long.MaxValue"/>. 1 for no dims.</summary>
    public static long? Count(ReadOnlySpan<long> dims)
    {
        var empty = false;
        foreach (var dim in dims)
        {
            if (dim < 0)
            {
                return null;
            }

            empty |= dim == 0;
        }

        if (empty)
        {
            return 0;
        }

        var count = 1L;
        foreach (var dim in dims)
        {
            if (count > long.MaxValue / dim)
            {
                return null;
            }

            count *= dim;
        }

        return count;
    }

    /// <summary>"[2, 3]", "[]" for a scalar.</summary>
    public static string Text(ReadOnlySpan<long> dims) => "[" + string.Join(", ", dims.ToArray()) + "]";
}
