using Microsoft.CodeAnalysis.CSharp;

namespace OnnxForge.Inference.Generator;

/// <summary>Holds a file to the signature that the source or the project states for it.</summary>
internal static class SignaturePin
{
    /// <summary>Null where the file has the signature that is stated; names of open sizes may differ.</summary>
    public static Problem? Check(ModelClass of, ModelFile file, FileSignature signature)
    {
        var literal = SymbolDisplay.FormatLiteral(signature.ToString(), quote: true);
        if ((of.Signature ?? file.Signature) is not { } stated)
        {
            return Problem.Of(Problem.NoSignature, of, file.Name, literal);
        }

        stated = SignatureText.OneLine(stated);
        if (stated == SignatureText.OneLine(signature.ToString()))
        {
            return null;
        }

        var changes = SignatureText.Parse(stated) is { } parsed ? Changes(parsed, signature) : ["what is stated is no signature"];
        var place = of.Signature is null ? "into the project's OnnxModel" : "into the attribute";
        return changes.Count == 0 ? null : Problem.Of(Problem.OtherSignature, of, file.Name, SymbolDisplay.FormatLiteral(stated, quote: true), literal, string.Join(", ", changes), place);
    }

    /// <summary>What is different in the file, in words.</summary>
    private static List<string> Changes(FileSignature stated, FileSignature file)
    {
        var names = new SizeNames();
        List<string> changes = [.. Changes("input", stated.Inputs, file.Inputs, names), .. Changes("output", stated.Outputs, file.Outputs, names)];
        if (changes.Count == 0 && !(SameOrder(stated.Inputs, file.Inputs) && SameOrder(stated.Outputs, file.Outputs)))
        {
            changes.Add("another order");
        }

        return changes;
    }

    private static IEnumerable<string> Changes(string kind, IReadOnlyList<FileTensor> stated, IReadOnlyList<FileTensor> file, SizeNames names)
    {
        foreach (var tensor in file)
        {
            var known = stated.FirstOrDefault(known => known.Name == tensor.Name);
            if (known is null)
            {
                yield return $"a new {kind} {tensor}";
            }
            else if (known.Kind != tensor.Kind || !names.AreSame(known.Dims, tensor.Dims))
            {
                yield return $"the {kind} {tensor} in place of {known}";
            }
        }

        foreach (var gone in stated.Where(known => file.All(tensor => tensor.Name != known.Name)))
        {
            yield return $"no {kind} {gone.Name}";
        }
    }

    private static bool SameOrder(IReadOnlyList<FileTensor> stated, IReadOnlyList<FileTensor> file) => stated.Select(tensor => tensor.Name).SequenceEqual(file.Select(tensor => tensor.Name));

    /// <summary>Which name of an open size stands for which in the other signature.</summary>
    private sealed class SizeNames
    {
        private readonly Dictionary<string, string> _forth = new(StringComparer.Ordinal), _back = new(StringComparer.Ordinal);

        public bool AreSame(ValueList<FileDimension>? stated, ValueList<FileDimension>? file) =>
            stated is null || file is null ? stated is null && file is null : stated.Count == file.Count && stated.Zip(file, AreSame).All(same => same);

        private bool AreSame(FileDimension stated, FileDimension file) => stated is { Symbol: { } left } && file is { Symbol: { } right }
            ? Stands(_forth, left, right) && Stands(_back, right, left)
            : stated == file;

        private static bool Stands(Dictionary<string, string> names, string name, string other)
        {
            if (names.TryGetValue(name, out var known))
            {
                return known == other;
            }

            names.Add(name, other);
            return true;
        }
    }
}
