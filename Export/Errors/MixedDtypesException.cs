namespace OnnxForge.Export;

/// <summary>An operator took tensors of different element types where <see cref="StrictDtypes"/> allows none.</summary>
public sealed class MixedDtypesException : ExportException
{
    internal MixedDtypesException(string where, string received)
        : base(where, "tensors of one element type", received, "Convert one of them: x.to(ScalarType.Float32).") { }
}
