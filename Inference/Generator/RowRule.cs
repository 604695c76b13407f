namespace OnnxForge.Inference.Generator;

/// <summary>A model of rows: all inputs and outputs begin with one open dimension, which stands nowhere else.</summary>
internal static class RowRule
{
    public static bool Holds(FileSignature signature)
    {
        var tensors = signature.Inputs.Concat(signature.Outputs).ToList();
        if (signature.Inputs.Count == 0 || !tensors.TrueForAll(tensor => tensor.Dims is { Count: > 0 } dims && dims[0].Size is null))
        {
            return false;
        }

        // Files of other exporters leave the dimension without a name in some of these places.
        var symbols = tensors.Select(tensor => tensor.Dims![0].Symbol).OfType<string>().Distinct(StringComparer.Ordinal).ToList();
        return symbols.Count <= 1 && !tensors.SelectMany(tensor => tensor.Dims!.Skip(1)).Any(dim => dim.Symbol is { } symbol && symbols.Contains(symbol));
    }
}
