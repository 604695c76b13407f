namespace OnnxForge.Export;

/// <summary>The exported bytes do not compute what the model computes; no file was written.</summary>
public sealed class VerificationException : ExportException
{
    internal VerificationException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }
}
