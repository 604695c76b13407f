using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxForge.Inference.Generator;

/// <summary>Reads signatures as they are printed: "(features float32 [batch, 8]) -> (price float32 [batch, 1])".</summary>
internal static class SignatureText
{
    private static readonly Regex Tensor = new(@"\G(?<name>.+?) (?<kind>[a-z]+[0-9]*) \[(?<dims>[^\]]*)\](?<more>, )?", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));
    private static readonly Regex Space = new(@"\s+", RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

    /// <summary>The text on one line, whatever lines it was written on.</summary>
    public static string OneLine(string text) => Space.Replace(text, " ").Trim();

    /// <summary>Null for a text that is none.</summary>
    public static FileSignature? Parse(string text)
    {
        try
        {
            var at = 0;
            return Read(text, ref at, "(") && Tensors(text, ref at) is { } inputs && Read(text, ref at, ") -> (") && Tensors(text, ref at) is { } outputs && Read(text, ref at, ")") && at == text.Length
                ? new FileSignature(inputs, outputs)
                : null;
        }
        catch (RegexMatchTimeoutException)
        {
            return null;
        }
    }

    private static bool Read(string text, ref int at, string expected)
    {
        var found = string.CompareOrdinal(text, at, expected, 0, expected.Length) == 0;
        at += found ? expected.Length : 0;
        return found;
    }

    private static ValueList<FileTensor>? Tensors(string text, ref int at)
    {
        var tensors = new List<FileTensor>();
        for (var more = at < text.Length && text[at] != ')'; more;)
        {
            if (Tensor.Match(text, at) is not { Success: true } match || ElementKind.Named(match.Groups["kind"].Value) is not { } kind)
            {
                return null;
            }

            tensors.Add(new FileTensor(match.Groups["name"].Value, kind, Dims(match.Groups["dims"].Value)));
            at += match.Length;
            more = match.Groups["more"].Success;
        }

        return new ValueList<FileTensor>(tensors);
    }

    private static ValueList<FileDimension>? Dims(string text) =>
        text == "..." ? null : new ValueList<FileDimension>(text.Length == 0 ? [] : text.Split([", "], StringSplitOptions.None).Select(Dimension));

    private static FileDimension Dimension(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? new FileDimension(size, null) : new FileDimension(null, text == "?" ? null : text);
}
