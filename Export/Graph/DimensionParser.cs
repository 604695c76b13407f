using System.Globalization;

namespace OnnxForge.Export;

/// <summary>Reads a <see cref="Dimension"/> from its text; the only grammar is what <see cref="Dimension.ToString"/> prints, plus parentheses.</summary>
internal sealed class DimensionParser
{
    private const string Operators = "*+/(),";

    // A file can nest parentheses as deep as it likes; our stack cannot.
    private const int DeepestNesting = 64;

    // Nor can it multiply out every product of sums that fits a file: (a+b+c+...)*(a+b+c+...)*... grows without bound.
    private const int LongestText = 1024;
    private const int MostTerms = 256;

    private readonly string text;
    private int position;
    private int depth;

    private DimensionParser(string text) => this.text = text;

    /// <summary>Whether a text can be the name of a size.</summary>
    public static bool IsName(string? name) =>
        !string.IsNullOrEmpty(name) && !char.IsAsciiDigit(name[0]) && name[0] != '-' && name.All(IsNameCharacter);

    /// <summary>Reads the whole text.</summary>
    /// <returns>Whether it is an expression of at most 1024 characters whose coefficients fit 64 bits and whose products multiply out to at most 256 terms.</returns>
    public static bool TryParse(string text, out Dimension dimension)
    {
        ArgumentNullException.ThrowIfNull(text);
        dimension = Dimension.Of(0);
        if (text.Length > LongestText)
        {
            return false;
        }

        var parser = new DimensionParser(text);
        Dimension? parsed;
        try
        {
            parsed = parser.Sum();
        }
        catch (OverflowException)
        {
            parsed = null;
        }

        var whole = parsed is not null && parser.AtEnd();
        dimension = whole ? parsed! : dimension;
        return whole;
    }

    private static bool IsNameCharacter(char character) =>
        !char.IsWhiteSpace(character) && !char.IsControl(character) && !Operators.Contains(character, StringComparison.Ordinal);

    private Dimension? Sum()
    {
        var negative = Take('-');
        var sum = Product();
        if (negative && sum is not null)
        {
            sum *= -1;
        }

        while (sum is not null)
        {
            if (Take('+'))
            {
                sum = Product() is { } addend ? sum + addend : null;
            }
            else if (Take('-'))
            {
                sum = Product() is { } subtrahend ? sum - subtrahend : null;
            }
            else
            {
                break;
            }
        }

        return sum;
    }

    private Dimension? Product()
    {
        var product = Factor();
        while (product is not null && Take('*'))
        {
            product = Factor() is { } factor && product.Terms.Count * factor.Terms.Count <= MostTerms ? product * factor : null;
        }

        return product;
    }

    private Dimension? Factor()
    {
        if (Peek() == '(')
        {
            return Nested(Sum);
        }

        var word = Word();
        if (word == "floor" && Peek() == '(')
        {
            return Nested(Quotient);
        }

        if (word is "min" or "max" && Peek() == '(')
        {
            return Nested(() => Pair(word == "max"));
        }

        if (IsName(word))
        {
            return Dimension.Symbol(word);
        }

        return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Dimension.Of(number) : null;
    }

    private Dimension? Quotient()
    {
        var numerator = Sum();
        return numerator is not null && Take('/') && long.TryParse(Word(), NumberStyles.None, CultureInfo.InvariantCulture, out var divisor) && divisor > 0
            ? numerator.FloorDivide(divisor)
            : null;
    }

    private Dimension? Pair(bool largest) =>
        Sum() is { } left && Take(',') && Sum() is { } right ? largest ? Dimension.Max(left, right) : Dimension.Min(left, right) : null;

    private Dimension? Nested(Func<Dimension?> content)
    {
        position++;
        if (++depth > DeepestNesting)
        {
            return null;
        }

        var inner = content();
        depth--;
        return Take(')') ? inner : null;
    }

    private string Word()
    {
        SkipSpace();
        var start = position;
        while (position < text.Length && IsNameCharacter(text[position]))
        {
            position++;
        }

        return text[start..position];
    }

    private bool Take(char expected)
    {
        if (Peek() != expected)
        {
            return false;
        }

        position++;
        return true;
    }

    private char Peek()
    {
        SkipSpace();
        return position < text.Length ? text[position] : '\0';
    }

    private bool AtEnd()
    {
        SkipSpace();
        return position == text.Length;
    }

    private void SkipSpace()
    {
        while (position < text.Length && char.IsWhiteSpace(text[position]))
        {
            position++;
        }
    }
}
