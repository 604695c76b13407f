using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The order of rows in an epoch. Seed and epoch alone give it, so that a training that goes on at an epoch has the rows it would have had.</summary>
internal static class EpochOrder
{
    /// <summary>The rows' numbers, int64 <c>[rows]</c> on the CPU, owned by the caller.</summary>
    public static Tensor Tensor(EpochRequest request, long rows)
    {
        const ulong spread = 0x9E3779B97F4A7C15;
        using var generator = new Generator(unchecked((ulong)request.Seed * spread + (ulong)request.Epoch));
        return randperm(rows, ScalarType.Int64, generator: generator).DetachFromDisposeScope();
    }

    /// <summary>The rows' numbers as an array.</summary>
    public static long[] Of(EpochRequest request, long rows)
    {
        using var order = Tensor(request, rows);
        return order.data<long>().ToArray();
    }
}
