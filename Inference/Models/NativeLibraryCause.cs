namespace OnnxForge.Inference;

/// <summary>Cuts .NET's message about a native library to what matters: every place where it was not is left out, a true cause stays.</summary>
internal static class NativeLibraryCause
{
    public static string Of(string message)
    {
        var lines = message.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var first = lines.FirstOrDefault("no message");
        var advice = first.IndexOf(" In order to help diagnose", StringComparison.Ordinal);
        var causes = lines.Skip(1).Where(line => !IsSearchedPlace(line)).Prepend(advice < 0 ? first : first[..advice]);
        return string.Join("; ", causes.Select(cause => cause.TrimEnd('.')));
    }

    private static bool IsSearchedPlace(string line)
    {
        var end = line.IndexOf(": cannot open shared object file", StringComparison.Ordinal);
        return end >= 0 && Path.GetFileName(line[..end]).Contains("onnxruntime", StringComparison.Ordinal);
    }
}
