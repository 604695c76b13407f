using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Samples that do not agree, or are refused, and why.</summary>
/// <param name="Operators">Names with commas between them.</param>
/// <param name="Types">The element types.</param>
/// <param name="Samples">A part of the labels that are meant; empty for all of them.</param>
/// <param name="Reason">Why this is so, and not a wrong lowering.</param>
internal sealed record ConsistencyException(string Operators, ScalarType[] Types, string Samples, string Reason)
{
    public bool Covers(string name, ScalarType type) => Types.Contains(type) && Operators.Split(", ").Contains(name);

    public bool Covers(string name, ScalarType type, string label) => Covers(name, type) && label.Contains(Samples, StringComparison.Ordinal);

    public override string ToString() => $"{Operators} at {string.Join(", ", Types.Select(SampleValues.NameOf))}{(Samples.Length > 0 ? $" of '{Samples}'" : "")}: {Reason}";
}

/// <summary>Every exception from <see cref="OperatorConsistencyTests"/>. One that no longer fails is an error, so that the list stays true.</summary>
internal static partial class ConsistencyExceptions
{
    public static IReadOnlyList<ConsistencyException> All { get; } = [.. Pointwise];

    private static IEnumerable<ConsistencyException> Pointwise => [];
}
