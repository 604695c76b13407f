using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>What a measured model runs on.</summary>
internal static class BenchInputs
{
    private const long Seed = 1;
    private const long MostElements = 1L << 28;

    /// <summary>The named arrays, or made-up ones: numbers from -1 to 1, zeros for integers and booleans (which may be indices), empty texts.</summary>
    /// <param name="signature">What the model takes.</param>
    /// <param name="options">Options of .npy files; none for made-up values.</param>
    /// <param name="batch">The size of open first dimensions; other open ones are 1.</param>
    /// <exception cref="InputException">A file is missing, or the inputs are too large.</exception>
    public static IReadOnlyDictionary<string, TensorData> Of(ModelSignature signature, IReadOnlyList<string> options, int batch)
    {
        if (options.Count > 0) return InputArguments.Read(options, [.. signature.Inputs.Select(input => input.Name)]);
        var random = new SeededRandom(Seed);
        return signature.Inputs.ToDictionary(input => input.Name, input => Make(input, batch, random), StringComparer.Ordinal);
    }

    private static TensorData Make(TensorSignature input, int batch, SeededRandom random)
    {
        long[] dims = [.. input.Dims.Select((dim, i) => dim.Size ?? (i == 0 ? batch : 1))];
        var count = dims.Aggregate((UInt128)1, (product, size) => product * (ulong)size);
        if (count > MostElements) throw new InputException("--batch", $"inputs of at most {MostElements} elements", $"{input.Name} [{string.Join(", ", dims)}]", "Give a smaller batch.");
        double[] values = [.. Enumerable.Range(0, (int)count).Select(_ => 2 * random.NextDouble() - 1)];
        return input.Type switch
        {
            ElementType.Float32 => TensorData.Create(Array.ConvertAll(values, value => (float)value), dims),
            ElementType.Float64 => TensorData.Create(values, dims),
            ElementType.Float16 => TensorData.Create(Array.ConvertAll(values, value => (Half)value), dims),
            ElementType.String => TensorData.Create(Array.ConvertAll(values, _ => ""), dims),
            _ => TensorData.FromBytes(input.Type, dims, new byte[(int)count * input.Type.ByteSize()]),
        };
    }
}
