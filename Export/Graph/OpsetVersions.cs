namespace OnnxForge.Export;

/// <summary>The opsets that can be exported, and the file format version that each came with.</summary>
internal static class OpsetVersions
{
    /// <summary>The oldest.</summary>
    public const long Minimum = 17;

    /// <summary>The newest.</summary>
    public const long Maximum = 23;

    /// <summary>The one taken when nobody asks for another.</summary>
    public const long Default = 20;

    // The first ONNX release with each opset, by docs/Versioning.md: the lowest IR version keeps older tools able to read the file.
    private static readonly long[] IrVersions = [8, 8, 9, 9, 10, 10, 11];

    /// <summary>The lowest IR version that knows the opset.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The opset is below <see cref="Minimum"/> or above <see cref="Maximum"/>.</exception>
    public static long IrVersionFor(long opset) => opset is >= Minimum and <= Maximum
        ? IrVersions[opset - Minimum]
        : throw new ArgumentOutOfRangeException(nameof(opset), opset, $"Opset: expected {Minimum} to {Maximum}; received {opset}. Do this: choose an opset in that range.");
}
