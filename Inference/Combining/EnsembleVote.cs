using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One tensor of the same tensor by several models: the mean of numbers with fractions, the most frequent value of everything else.</summary>
internal static class EnsembleVote
{
    public static TensorData Combine(ElementType type, OrtValue[] given, long[] dims) => type switch
    {
        ElementType.Float32 => Mean<float>(given, dims, value => value, mean => (float)mean),
        ElementType.Float64 => Mean<double>(given, dims, value => value, mean => mean),
        ElementType.Float16 => Mean<Float16>(given, dims, value => (double)value.ToFloat(), mean => (Float16)(float)mean),
        ElementType.BFloat16 => Mean<BFloat16>(given, dims, value => (double)value.ToFloat(), mean => (BFloat16)(float)mean),
        ElementType.String => TensorData.Create(Votes(Array.ConvertAll(given, value => value.GetStringTensorAsArray())), dims),
        _ => Votes(type.ByteSize(), given, type, dims),
    };

    private static TensorData Mean<T>(OrtValue[] given, long[] dims, Func<T, double> read, Func<double, T> write) where T : unmanaged
    {
        // Of each value its part is added, so that no sum is beyond the range of its values.
        var sums = new double[given[0].GetTensorDataAsSpan<T>().Length];
        foreach (var value in given)
        {
            var elements = value.GetTensorDataAsSpan<T>();
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += read(elements[i]) / given.Length;
            }
        }

        return TensorData.Create(Array.ConvertAll(sums, sum => write(sum)), dims);
    }

    private static TensorData Votes(int size, OrtValue[] given, ElementType type, long[] dims)
    {
        // Integers and booleans are equal when their bytes are.
        var result = TensorData.Allocate(type, dims);
        switch (size)
        {
            case 1: Votes(Array.ConvertAll(given, Elements<byte>)).CopyTo(result.Raw<byte>()); break;
            case 2: Votes(Array.ConvertAll(given, Elements<ushort>)).CopyTo(result.Raw<ushort>()); break;
            case 4: Votes(Array.ConvertAll(given, Elements<uint>)).CopyTo(result.Raw<uint>()); break;
            default: Votes(Array.ConvertAll(given, Elements<ulong>)).CopyTo(result.Raw<ulong>()); break;
        }

        return result;
    }

    private static T[] Elements<T>(OrtValue value) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(value.GetTensorMutableRawData()).ToArray();

    private static T[] Votes<T>(T[][] given) where T : IEquatable<T>
    {
        var most = new T[given[0].Length];
        for (var i = 0; i < most.Length; i++)
        {
            var votes = 0;
            foreach (var candidate in given)
            {
                var count = given.Count(other => other[i].Equals(candidate[i]));
                if (count > votes)
                {
                    (most[i], votes) = (candidate[i], count);
                }
            }
        }

        return most;
    }
}
