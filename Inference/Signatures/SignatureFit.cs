namespace OnnxForge.Inference;

/// <summary>Whether a loaded model serves code that was written for a signature: it takes all that the signature takes, and gives no more than it gives.</summary>
internal static class SignatureFit
{
    /// <summary>What the loaded model would need to fit, as "the input x float32 [batch, 8]"; nothing where it fits.</summary>
    public static List<string> Missing(ModelSignature expected, ModelSignature loaded)
    {
        var symbols = new Dictionary<string, SignatureDimension>(StringComparer.Ordinal);
        var missing = new List<string>();
        Compare("input", expected.Inputs, loaded.Inputs, (wanted, found) => Takes(wanted, found, symbols), missing);
        Compare("output", expected.Outputs, loaded.Outputs, Gives, missing);
        return missing;
    }

    private static void Compare(string kind, IReadOnlyList<TensorSignature> expected, IReadOnlyList<TensorSignature> loaded, Func<TensorSignature, TensorSignature, bool> fits, List<string> missing)
    {
        foreach (var wanted in expected)
        {
            if (loaded.FirstOrDefault(tensor => tensor.Name == wanted.Name) is not { } found || found.Type != wanted.Type || !fits(wanted, found))
            {
                missing.Add($"the {kind} {wanted}");
            }
        }

        missing.AddRange(loaded.Where(tensor => expected.All(wanted => wanted.Name != tensor.Name)).Select(tensor => $"no {kind} {tensor.Name}"));
    }

    /// <summary>Names of sizes may differ, as long as the loaded model makes no two sizes equal that may differ.</summary>
    private static bool Takes(TensorSignature wanted, TensorSignature found, Dictionary<string, SignatureDimension> symbols)
    {
        // No dims are those of a scalar or of a rank that is not stated.
        if (found.Dims.Count == 0)
        {
            return true;
        }

        if (found.Dims.Count != wanted.Dims.Count)
        {
            return false;
        }

        for (var i = 0; i < found.Dims.Count; i++)
        {
            var (size, symbol) = found.Dims[i];
            if (size is not null && size != wanted.Dims[i].Size)
            {
                return false;
            }

            if (symbol is not null && !symbols.TryAdd(symbol, wanted.Dims[i]) && (symbols[symbol] != wanted.Dims[i] || wanted.Dims[i] == default))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>ONNX Runtime works out sizes that a file leaves open, so that a loaded model may say more than its own file.</summary>
    private static bool Gives(TensorSignature wanted, TensorSignature found) =>
        wanted.Dims.Count == 0
        || (found.Dims.Count == wanted.Dims.Count && wanted.Dims.Zip(found.Dims).All(pair => pair.First.Size is not { } size || pair.Second.Size == size));
}
