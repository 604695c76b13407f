namespace OnnxForge.Export;

/// <summary>The exported bytes do not compute what the model computes; no file was written.</summary>
public sealed class VerificationException : ExportException
{
    internal VerificationException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }

    /// <summary>The sizes at which a value differed; null when the failure has no sizes.</summary>
    internal SizeAssignment? Sizes { get; init; }

    /// <summary>The data on which a value differed.</summary>
    internal long Seed { get; init; }
}
