namespace OnnxForge.Inference;

/// <summary>Compares given tensors with a model's inputs before ONNX Runtime sees them, and reports all differences at once.</summary>
internal static class SignatureCheck
{
    public static void Check(string where, IReadOnlyList<TensorSignature> expected, IReadOnlyDictionary<string, TensorData> given)
    {
        var problems = new List<string>();
        var sizes = new Dictionary<string, (long Size, string Place)>(StringComparer.Ordinal);
        foreach (var signature in expected)
        {
            if (!given.TryGetValue(signature.Name, out var tensor) || tensor is null)
            {
                problems.Add($"add {signature.Name}");
            }
            else
            {
                Compare(signature, tensor, sizes, problems);
            }
        }

        var unknown = given.Keys.Where(name => expected.All(signature => signature.Name != name)).Order(StringComparer.Ordinal).ToList();
        problems.AddRange(unknown.Select(name => $"remove {name}"));
        if (problems.Count > 0)
        {
            var remedy = string.Join("; ", problems);
            throw new SignatureMismatchException(where, expected.Count == 0 ? "no inputs" : string.Join(", ", expected), Received(expected, given, unknown), char.ToUpperInvariant(remedy[0]) + remedy[1..]);
        }
    }

    private static void Compare(TensorSignature signature, TensorData tensor, Dictionary<string, (long Size, string Place)> sizes, List<string> problems)
    {
        if (tensor.Type != signature.Type)
        {
            problems.Add($"give {signature.Name} as {signature.Type.ToName()}");
        }

        // ONNX Runtime reports an unknown rank as no dims, like a scalar's, and checks a true scalar itself.
        if (signature.Dims.Count == 0)
        {
            return;
        }

        if (tensor.Dims.Count != signature.Dims.Count)
        {
            problems.Add($"give {signature.Name} {signature.Dims.Count} {(signature.Dims.Count == 1 ? "dimension" : "dimensions")}");
            return;
        }

        for (var i = 0; i < signature.Dims.Count; i++)
        {
            var (size, symbol) = signature.Dims[i];
            var actual = tensor.Shape[i];
            if (size is { } fixedSize && fixedSize != actual)
            {
                problems.Add($"make dimension {i} of {signature.Name} {fixedSize}");
            }
            else if (symbol is not null && !sizes.TryAdd(symbol, (actual, $"dimension {i} of {signature.Name}")) && sizes[symbol].Size != actual)
            {
                problems.Add($"make {symbol} equal in {sizes[symbol].Place} ({sizes[symbol].Size}) and dimension {i} of {signature.Name} ({actual})");
            }
        }
    }

    private static string Received(IReadOnlyList<TensorSignature> expected, IReadOnlyDictionary<string, TensorData> given, List<string> unknown)
    {
        var names = expected.Select(signature => signature.Name).Where(given.ContainsKey).Concat(unknown);
        var text = string.Join(", ", names.Select(name => given[name] is { } tensor ? $"{name} {tensor}" : $"{name} null"));
        return text.Length == 0 ? "nothing" : text;
    }
}
