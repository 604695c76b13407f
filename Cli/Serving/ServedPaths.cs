namespace OnnxForge.Cli;

/// <summary>Which models the arguments of a server name.</summary>
internal static class ServedPaths
{
    private const string Extension = ".onnx";

    /// <summary>Names and files: <c>housing.onnx</c> is housing, <c>prices=housing.onnx</c> is prices, and a folder is all .onnx files in it.</summary>
    /// <exception cref="InputException">A folder has no model, a name is no name, or comes twice.</exception>
    public static IReadOnlyList<(string Name, string Path)> Resolve(IEnumerable<string> arguments)
    {
        var found = arguments.SelectMany(Resolve).ToList();
        foreach (var (name, path) in found)
        {
            if (name.Length == 0 || name.Contains('/', StringComparison.Ordinal))
                throw new InputException(path, "a name that can stand in a URL, without /", $"\"{name}\"", "Name the model with name=file.onnx.");
        }
        var repeated = found.GroupBy(model => model.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            throw new InputException(string.Join(", ", repeated.Select(model => model.Path)), "models of different names", $"\"{repeated.Key}\" {repeated.Count()} times", "Name them with name=file.onnx.");
        return found;
    }

    private static IEnumerable<(string Name, string Path)> Resolve(string argument)
    {
        if (Directory.Exists(argument))
        {
            string[] files = [.. Directory.EnumerateFiles(argument, "*" + Extension).Order(StringComparer.Ordinal)];
            if (files.Length == 0) throw new InputException(argument, "a folder with .onnx files", "a folder without", "Check the path.");
            return files.Select(file => (Path.GetFileNameWithoutExtension(file), file));
        }
        // A path may hold "=" itself, so a file of the whole text's name wins.
        var cut = argument.IndexOf('=', StringComparison.Ordinal);
        return cut <= 0 || File.Exists(argument) ? [(Path.GetFileNameWithoutExtension(argument), argument)] : [(argument[..cut], argument[(cut + 1)..])];
    }
}
