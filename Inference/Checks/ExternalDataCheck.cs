namespace OnnxForge.Inference;

/// <summary>Weights in other files lie in the model's own folder, in ordinary files of their own that are as long as the model says.</summary>
internal static class ExternalDataCheck
{
    /// <exception cref="FormatException">Something is wrong; the message says what was found.</exception>
    public static void Check(string modelPath, IReadOnlyList<ExternalData> weights)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        var lengths = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var weight in weights)
        {
            if (!lengths.TryGetValue(weight.Location, out var length))
            {
                length = Length(folder, weight);
                lengths.Add(weight.Location, length);
            }

            if (weight.Offset > length || weight.Bytes > length - weight.Offset)
            {
                throw new FormatException($"weight '{weight.Tensor}' at bytes {weight.Offset} to {(decimal)weight.Offset + weight.Bytes} of '{weight.Location}', which has {length}");
            }
        }
    }

    private static long Length(string folder, ExternalData weight)
    {
        var where = $"weight '{weight.Tensor}' in '{weight.Location}'";
        var parts = weight.Location.Split('/', '\\');
        if (parts.Any(part => part is ".." or "*" || part.AsSpan().IndexOfAny(":\0") >= 0) || parts[0].Length == 0 || Path.IsPathRooted(weight.Location))
        {
            throw new FormatException($"{where}, which is no path within the model's folder");
        }

        var path = folder;
        foreach (var part in parts)
        {
            path = Path.Combine(path, part);
            if (new FileInfo(path).LinkTarget is { } target)
            {
                throw new FormatException($"{where}, where '{part}' is a link to '{target}'");
            }
        }

        if (!File.Exists(path))
        {
            throw new FormatException($"{where}, which is not there");
        }

        if (FileLinks.IsOrdinary(path) == false)
        {
            throw new FormatException($"{where}, which is no ordinary file");
        }

        if (FileLinks.Count(path) is > 1 and var links)
        {
            throw new FormatException($"{where}, a file that has {links} names (hard links)");
        }

        return new FileInfo(path).Length;
    }
}
