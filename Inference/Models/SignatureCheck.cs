namespace OnnxForge.Inference;

/// <summary>Compares given tensors with a model's inputs before ONNX Runtime sees them, and reports all differences at once.</summary>
internal static class SignatureCheck
{
    /// <summary>The given tensors in the order of the signature.</summary>
    /// <param name="title">How errors call what takes them: "model 'a.onnx'".</param>
    /// <param name="expected">The signature's inputs.</param>
    /// <param name="given">A tensor for each, and no other.</param>
    public static TensorData[] Ordered(string title, IReadOnlyList<TensorSignature> expected, IReadOnlyDictionary<string, TensorData> given)
    {
        var ordered = new TensorData[expected.Count];
        for (var i = 0; i < ordered.Length; i++)
        {
            if (given.TryGetValue(expected[i].Name, out var tensor))
            {
                ordered[i] = tensor;
            }
        }

        if (given.Count != ordered.Length || !Fit(expected, ordered))
        {
            Check($"Inputs of {title}", expected, given);
        }

        return ordered;
    }

    private static void Check(string where, IReadOnlyList<TensorSignature> expected, IReadOnlyDictionary<string, TensorData> given)
    {
        var problems = new List<string>();
        var sizes = new List<(string Symbol, long Size, string Input, int Dimension)>();
        var found = 0;
        foreach (var signature in expected)
        {
            if (!given.TryGetValue(signature.Name, out var tensor))
            {
                problems.Add($"add {signature.Name}");
                continue;
            }

            found++;
            if (tensor is null)
            {
                problems.Add($"add {signature.Name}");
            }
            else
            {
                Compare(signature, tensor, sizes, problems);
            }
        }

        List<string> unknown = found == given.Count ? [] : given.Keys.Where(name => expected.All(signature => signature.Name != name)).Order(StringComparer.Ordinal).ToList();
        problems.AddRange(unknown.Select(name => $"remove {name}"));
        if (problems.Count > 0)
        {
            var remedy = string.Join("; ", problems);
            throw new SignatureMismatchException(where, expected.Count == 0 ? "no inputs" : string.Join(", ", expected), Received(expected, given, unknown), char.ToUpperInvariant(remedy[0]) + remedy[1..]);
        }
    }

    /// <summary>Checks tensors in the order of the signature; where they fit it, nothing is allocated.</summary>
    public static void Check(ModelSession session, ReadOnlySpan<TensorData> given)
    {
        var expected = session.Signature.Inputs;
        if (Fit(expected, given))
        {
            return;
        }

        var named = new Dictionary<string, TensorData>(StringComparer.Ordinal);
        for (var i = 0; i < given.Length; i++)
        {
            named.Add(i < expected.Count ? expected[i].Name : $"number {i + 1}", given[i]);
        }

        Check($"Inputs of {session.Title}", expected, named);
    }

    private static bool Fit(IReadOnlyList<TensorSignature> expected, ReadOnlySpan<TensorData> given)
    {
        if (given.Length != expected.Count)
        {
            return false;
        }

        for (var i = 0; i < given.Length; i++)
        {
            var dims = expected[i].Dims;
            if (given[i] is null || given[i].Type != expected[i].Type || (dims.Count > 0 && given[i].Shape.Length != dims.Count))
            {
                return false;
            }

            for (var j = 0; j < dims.Count; j++)
            {
                var (size, symbol) = dims[j];
                if ((size ?? Known(expected, given, symbol, i, j) ?? given[i].Shape[j]) != given[i].Shape[j])
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>The size that a symbol has in an earlier dimension.</summary>
    private static long? Known(IReadOnlyList<TensorSignature> expected, ReadOnlySpan<TensorData> given, string? symbol, int input, int dimension)
    {
        for (var i = 0; symbol is not null && i <= input; i++)
        {
            var dims = expected[i].Dims;
            for (var j = 0; j < (i < input ? dims.Count : dimension); j++)
            {
                if (dims[j].Symbol == symbol)
                {
                    return given[i].Shape[j];
                }
            }
        }

        return null;
    }

    private static void Compare(TensorSignature signature, TensorData tensor, List<(string Symbol, long Size, string Input, int Dimension)> sizes, List<string> problems)
    {
        if (tensor.Type != signature.Type)
        {
            problems.Add($"give {signature.Name} as {signature.Type.ToName()}");
        }

        // ONNX Runtime reports an unknown rank as no dims, like a scalar's, so any rank must pass.
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
            else if (symbol is not null)
            {
                var first = sizes.Find(known => known.Symbol == symbol);
                if (first.Symbol is null)
                {
                    sizes.Add((symbol, actual, signature.Name, i));
                }
                else if (first.Size != actual)
                {
                    problems.Add($"make {symbol} equal in dimension {first.Dimension} of {first.Input} ({first.Size}) and dimension {i} of {signature.Name} ({actual})");
                }
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
