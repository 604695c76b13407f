namespace OnnxForge.Export;

/// <summary>The exported bytes do not compute what the model computes; no file was written.</summary>
public sealed class VerificationException : ExportException
{
    internal VerificationException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base(where, expected, received, remedy, inner) { }

    /// <summary>The case in which a value differed; null when the bytes did not load.</summary>
    internal FailedCase? Case { get; init; }

    /// <summary>ONNX Runtime's optimization level at which the bytes failed; null when they failed nowhere in particular.</summary>
    internal OnnxForge.Inference.GraphOptimization? Level { get; init; }
}
