using System.Globalization;
using System.Text;

namespace OnnxForge.Export;

/// <summary>
/// An immutable integer expression over named sizes: a polynomial with integer coefficients whose atoms are names, floor divisions, and the smaller or
/// larger of two expressions.
/// </summary>
/// <remarks>
/// Expressions are kept in one canonical form, so equality is structural: <c>batch*2</c> equals <c>2*batch</c>, and
/// <c>floor((2*n + 2)/4)</c> equals <c>floor((n + 1)/2)</c>. Arithmetic beyond 64 bits throws <see cref="OverflowException"/>.
/// </remarks>
internal sealed class Dimension : IEquatable<Dimension>
{
    private readonly string text;

    private Dimension(IReadOnlyList<DimensionTerm> terms)
    {
        Terms = terms;
        text = Print(terms);
        Symbols = CollectSymbols(terms);
    }

    /// <summary>The summands in canonical order, the constant last; empty for zero. What a lowering walks to emit the size as graph arithmetic.</summary>
    public IReadOnlyList<DimensionTerm> Terms { get; }

    /// <summary>Every name in the expression once, in ordinal order, those inside of atoms too.</summary>
    public IReadOnlyCollection<string> Symbols { get; }

    /// <summary>Gives the expression of one integer.</summary>
    public static Dimension Of(long value) => new(value == 0 ? [] : [new DimensionTerm(value, [])]);

    /// <summary>Gives the expression of one named size.</summary>
    /// <exception cref="ArgumentException">The name is empty, begins with a digit or a minus, or holds white space or one of <c>*+/(),</c>.</exception>
    public static Dimension Symbol(string name)
    {
        if (!DimensionParser.IsName(name))
        {
            throw new ArgumentException(
                $"Dimension name: expected a name without white space, operators or a leading digit; received '{name}'. Do this: rename the dimension, for example 'batch'.", nameof(name));
        }

        return FromAtom(new DimensionAtom.Symbol(name));
    }

    /// <summary>Gives the product of atoms.</summary>
    internal static Dimension OfFactors(IReadOnlyList<DimensionAtom> factors) => FromTerms([new DimensionTerm(1, factors)]);

    /// <summary>Gives the integer when the expression holds no name.</summary>
    public bool TryGetConstant(out long value)
    {
        value = Terms.Count == 1 && Terms[0].Factors.Count == 0 ? Terms[0].Coefficient : 0;
        return Terms.Count == 0 || (Terms.Count == 1 && Terms[0].Factors.Count == 0);
    }

    /// <summary>Gives the name when the expression is one name alone.</summary>
    public bool IsSymbol(out string name)
    {
        name = Terms is [{ Coefficient: 1, Factors: [DimensionAtom.Symbol symbol] }] ? symbol.Name : "";
        return name.Length > 0;
    }

    /// <summary>Gives the value under the given sizes.</summary>
    /// <exception cref="KeyNotFoundException">A name of the expression has no size.</exception>
    /// <exception cref="OverflowException">The value does not fit 64 bits.</exception>
    public long Evaluate(IReadOnlyDictionary<string, long> sizes)
    {
        ArgumentNullException.ThrowIfNull(sizes);
        long sum = 0;
        foreach (var term in Terms)
        {
            var product = term.Coefficient;
            foreach (var factor in term.Factors)
            {
                product = checked(product * Evaluate(factor, sizes));
            }

            sum = checked(sum + product);
        }

        return sum;
    }

    /// <summary>Gives the largest integer not above this expression divided by <paramref name="divisor"/>.</summary>
    /// <remarks>
    /// Multiples of the divisor leave the floor: <c>(2*n + 3).FloorDivide(2)</c> is <c>n + 1</c>, and <c>(n - 1).FloorDivide(2)</c>
    /// is <c>floor((n + 1)/2) - 1</c>. Remainders inside the floor are never negative.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The divisor is below 1.</exception>
    public Dimension FloorDivide(long divisor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(divisor, 1);
        var whole = new List<DimensionTerm>();
        var rest = new List<DimensionTerm>();
        foreach (var term in Terms)
        {
            var quotient = FloorDivide(term.Coefficient, divisor);
            var remainder = term.Coefficient - (quotient * divisor);
            Append(whole, quotient, term.Factors);
            Append(rest, remainder, term.Factors);
        }

        var outside = FromTerms(whole);
        return rest.All(term => term.Factors.Count == 0) ? outside : outside + FloorOfRemainder(FromTerms(rest), divisor);
    }

    /// <summary>Gives the smaller of two expressions.</summary>
    public static Dimension Min(Dimension left, Dimension right) => Extreme(largest: false, left, right);

    /// <summary>Gives the larger of two expressions.</summary>
    public static Dimension Max(Dimension left, Dimension right) => Extreme(largest: true, left, right);

    /// <summary>Whether no sizes of 0 and more make it negative, as far as its form shows.</summary>
    internal bool IsNeverNegative => Terms.All(term => term.Coefficient > 0 && term.Factors.All(factor => factor.IsNeverNegative));

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <returns>Whether the text is an expression.</returns>
    public static bool TryParse(string text, out Dimension dimension) => DimensionParser.TryParse(text, out dimension);

    /// <summary>Adds two expressions.</summary>
    public static Dimension operator +(Dimension left, Dimension right) => FromTerms(left.Terms.Concat(right.Terms));

    /// <summary>Subtracts two expressions.</summary>
    public static Dimension operator -(Dimension left, Dimension right) => left + (right * -1);

    /// <summary>Multiplies two expressions.</summary>
    public static Dimension operator *(Dimension left, Dimension right) =>
        FromTerms(from a in left.Terms from b in right.Terms select new DimensionTerm(checked(a.Coefficient * b.Coefficient), [.. a.Factors, .. b.Factors]));

    /// <summary>Adds an integer.</summary>
    public static Dimension operator +(Dimension left, long right) => left + Of(right);

    /// <summary>Adds to an integer.</summary>
    public static Dimension operator +(long left, Dimension right) => Of(left) + right;

    /// <summary>Subtracts an integer.</summary>
    public static Dimension operator -(Dimension left, long right) => left - Of(right);

    /// <summary>Subtracts from an integer.</summary>
    public static Dimension operator -(long left, Dimension right) => Of(left) - right;

    /// <summary>Multiplies with an integer.</summary>
    public static Dimension operator *(Dimension left, long right) => left * Of(right);

    /// <summary>Multiplies an integer.</summary>
    public static Dimension operator *(long left, Dimension right) => Of(left) * right;

    /// <summary>Whether two expressions are equal.</summary>
    public static bool operator ==(Dimension? left, Dimension? right) => left is null ? right is null : left.Equals(right);

    /// <summary>Whether two expressions differ.</summary>
    public static bool operator !=(Dimension? left, Dimension? right) => !(left == right);

    /// <inheritdoc/>
    public bool Equals(Dimension? other) => other is not null && text == other.text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Dimension);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(text, StringComparison.Ordinal);

    /// <summary>The expression as text: <c>batch</c>, <c>2*batch + 1</c>, <c>floor((length + 1)/2) - 1</c>.</summary>
    public override string ToString() => text;

    private static long Evaluate(DimensionAtom atom, IReadOnlyDictionary<string, long> sizes) => atom switch
    {
        DimensionAtom.Floor floor => FloorDivide(floor.Numerator.Evaluate(sizes), floor.Divisor),
        DimensionAtom.Extreme { Largest: true } extreme => Math.Max(extreme.Left.Evaluate(sizes), extreme.Right.Evaluate(sizes)),
        DimensionAtom.Extreme extreme => Math.Min(extreme.Left.Evaluate(sizes), extreme.Right.Evaluate(sizes)),
        DimensionAtom.Symbol symbol when sizes.TryGetValue(symbol.Name, out var size) => size,
        _ => throw new KeyNotFoundException($"Dimension '{atom}': expected a size for it; received {string.Join(", ", sizes.Keys.Order(StringComparer.Ordinal))}. Do this: give the dimension a size."),
    };

    private static Dimension Extreme(bool largest, Dimension left, Dimension right)
    {
        // two expressions that differ by a constant are in order everywhere
        if ((left - right).TryGetConstant(out var difference)) return difference > 0 == largest ? left : right;
        var common = left.Terms.Concat(right.Terms).Aggregate(0L, (gcd, term) => GreatestCommonDivisor(Math.Abs(gcd), Math.Abs(term.Coefficient)));
        if (common > 1) return Extreme(largest, left.FloorDivide(common), right.FloorDivide(common)) * common;
        return string.CompareOrdinal(left.text, right.text) < 0 ? FromAtom(new DimensionAtom.Extreme(largest, left, right)) : FromAtom(new DimensionAtom.Extreme(largest, right, left));
    }

    private static Dimension FloorOfRemainder(Dimension numerator, long divisor)
    {
        // floor((g*m + c)/(g*d)) = floor((m + floor(c/g))/d).
        var common = numerator.Terms.Where(term => term.Factors.Count > 0).Aggregate(divisor, (gcd, term) => GreatestCommonDivisor(gcd, term.Coefficient));
        if (common > 1)
        {
            var reduced = numerator.Terms.Select(term => new DimensionTerm(FloorDivide(term.Coefficient, common), term.Factors));
            return FromTerms(reduced.Where(term => term.Coefficient != 0)).FloorDivide(divisor / common);
        }

        // floor((floor(n/a) + r)/b) = floor((n + a*r)/(a*b)): r is an integer.
        var nested = numerator.Terms.Where(term => term is { Coefficient: 1, Factors: [DimensionAtom.Floor] }).ToList();
        if (nested is [{ Factors: [DimensionAtom.Floor inner] }])
        {
            var remainder = FromTerms(numerator.Terms.Where(term => !ReferenceEquals(term, nested[0])));
            return (inner.Numerator + (remainder * inner.Divisor)).FloorDivide(checked(divisor * inner.Divisor));
        }

        return FromAtom(new DimensionAtom.Floor(numerator, divisor));
    }

    private static Dimension FromAtom(DimensionAtom atom) => new([new DimensionTerm(1, [atom])]);

    private static Dimension FromTerms(IEnumerable<DimensionTerm> terms)
    {
        var sums = new Dictionary<string, DimensionTerm>(StringComparer.Ordinal);
        foreach (var term in terms)
        {
            var sorted = new DimensionTerm(term.Coefficient, [.. term.Factors.OrderBy(factor => factor.SortKey, StringComparer.Ordinal)]);
            sums[sorted.Key] = sums.TryGetValue(sorted.Key, out var known)
                ? new DimensionTerm(checked(known.Coefficient + sorted.Coefficient), sorted.Factors)
                : sorted;
        }

        return new Dimension([.. sums.Values
            .Where(term => term.Coefficient != 0)
            .OrderByDescending(term => term.Factors.Count)
            .ThenBy(term => term.Key, StringComparer.Ordinal)]);
    }

    private static void Append(List<DimensionTerm> terms, long coefficient, IReadOnlyList<DimensionAtom> factors)
    {
        if (coefficient != 0)
        {
            terms.Add(new DimensionTerm(coefficient, factors));
        }
    }

    private static long FloorDivide(long value, long divisor)
    {
        var quotient = value / divisor;
        return value % divisor < 0 ? quotient - 1 : quotient;
    }

    private static long GreatestCommonDivisor(long a, long b) => b == 0 ? a : GreatestCommonDivisor(b, a % b);

    private static string Print(IReadOnlyList<DimensionTerm> terms)
    {
        if (terms.Count == 0)
        {
            return 0.ToString(CultureInfo.InvariantCulture);
        }

        var builder = new StringBuilder(terms[0].Coefficient < 0 ? "-" : "").Append(terms[0].Magnitude());
        foreach (var term in terms.Skip(1))
        {
            builder.Append(term.Coefficient < 0 ? " - " : " + ").Append(term.Magnitude());
        }

        return builder.ToString();
    }

    private static string[] CollectSymbols(IReadOnlyList<DimensionTerm> terms) =>
        [.. terms
            .SelectMany(term => term.Factors)
            .SelectMany(factor => factor.Symbols)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];
}
