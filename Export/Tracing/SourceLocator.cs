using System.Diagnostics;

namespace OnnxForge.Export;

/// <summary>Finds the C# line that made libtorch run an operator.</summary>
internal static class SourceLocator
{
    /// <summary>The innermost frame of the traced function whose debug symbols are there; null when none is, as for TorchScript.</summary>
    public static SourceLine? Locate()
    {
        bool inFunction = false; // the recorder's own frames come first, then the function's, then those of whoever asked for the export
        foreach (var frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is not { } method) continue;
            bool own = method.Module.Assembly == typeof(SourceLocator).Assembly;
            if (own && inFunction) return null;
            inFunction |= !own;
            if (!own && frame.GetFileName() is { Length: > 0 } file) return new SourceLine(file, frame.GetFileLineNumber(), $"{method.DeclaringType?.Name}.{method.Name}");
        }
        return null;
    }
}
