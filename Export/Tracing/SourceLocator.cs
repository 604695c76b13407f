using System.Diagnostics;

namespace OnnxForge.Export;

/// <summary>Finds the C# line that made libtorch run an operator.</summary>
internal static class SourceLocator
{
    /// <summary>The innermost frame outside of the exporter whose debug symbols are there; null when none is.</summary>
    public static SourceLine? Locate()
    {
        foreach (var frame in new StackTrace(1, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetFileName() is not { Length: > 0 } file || frame.GetMethod() is not { } method) continue;
            if (method.Module.Assembly == typeof(SourceLocator).Assembly) continue;
            return new SourceLine(file, frame.GetFileLineNumber(), $"{method.DeclaringType?.Name}.{method.Name}");
        }
        return null;
    }
}
