using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Reads <c>--input</c> options: <c>x.npy</c> by position or <c>name=x.npy</c> by name.</summary>
internal static class InputArguments
{
    /// <summary>Reads the arrays and gives each to its input.</summary>
    /// <param name="options">The options' values in their order.</param>
    /// <param name="names">The model's inputs in their order.</param>
    /// <returns>An array for each name.</returns>
    /// <exception cref="InputException">An input is missing, named twice or unknown, or a file is missing or no .npy file.</exception>
    public static IReadOnlyDictionary<string, TensorData> Read(IReadOnlyList<string> options, IReadOnlyList<string> names) =>
        Assign(options, names).ToDictionary(file => file.Name, file => ReadArray(file.Path), StringComparer.Ordinal);

    /// <summary>Gives each file to its input.</summary>
    /// <param name="options">The options' values in their order.</param>
    /// <param name="names">The model's inputs in their order.</param>
    /// <returns>A path for each name, in the order of the names.</returns>
    /// <exception cref="InputException">An input is missing, named twice or unknown.</exception>
    public static IReadOnlyList<(string Name, string Path)> Assign(IReadOnlyList<string> options, IReadOnlyList<string> names)
    {
        var parsed = options.Select(Split).ToList();
        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach (var (name, path) in parsed)
        {
            if (name is null) continue;
            if (!names.Contains(name, StringComparer.Ordinal))
                throw new InputException($"--input {name}={path}", $"one of the model's inputs {Quote(names)}", $"\"{name}\"", "Correct the name.");
            if (!files.TryAdd(name, path))
                throw new InputException($"--input {name}={path}", "each input once", $"\"{name}\" twice", "Remove one of the two.");
        }
        var open = new Queue<string>(names.Where(name => !files.ContainsKey(name)));
        foreach (var (_, path) in parsed.Where(option => option.Name is null))
        {
            if (!open.TryDequeue(out var next))
                throw new InputException($"--input {path}", $"at most {names.Count} inputs, {Quote(names)}", $"{options.Count}", "Remove the surplus.");
            files.Add(next, path);
        }
        if (open.Count > 0)
            throw new InputException("--input", $"an array for each of the inputs {Quote(names)}", $"none for {Quote(open)}", "Add --input name=file.npy for each.");
        return [.. names.Select(name => (name, files[name]))];
    }

    /// <summary>Reads the arrays of a model that is to be exported. Names that are all the model's own are found by name; else the arrays are taken in order and
    /// the names given to the inputs, which otherwise keep the model's, or are <c>input</c>, or <c>input_0</c>, <c>input_1</c> and so on.</summary>
    /// <param name="known">The names of the model's inputs as far as it tells them.</param>
    /// <param name="options">The options' values in their order.</param>
    /// <exception cref="InputException">A name comes twice, or a file is missing or no .npy file.</exception>
    public static IReadOnlyList<(string Name, TensorData Value)> ReadFor(IReadOnlyList<string> known, IReadOnlyList<string> options)
    {
        var parsed = options.Select(Split).ToList();
        if (known.Count == options.Count && parsed.All(option => option.Name is null || known.Contains(option.Name, StringComparer.Ordinal)))
        {
            var bound = Read(options, known);
            return [.. known.Select(name => (name, bound[name]))];
        }
        var named = parsed.Select((option, position) => (Name: option.Name ?? DefaultName(known, position, parsed.Count), option.Path)).ToList();
        var repeated = named.GroupBy(option => option.Name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        if (repeated is not null)
            throw new InputException("--input", "inputs of different names", $"\"{repeated.Key}\" {repeated.Count()} times", "Rename all but one of them.");
        return [.. named.Select(option => (option.Name, ReadArray(option.Path)))];
    }

    private static string DefaultName(IReadOnlyList<string> known, int position, int count) =>
        position < known.Count ? known[position] : count == 1 ? "input" : $"input_{position}";

    // A path may hold "=" itself, so a file of the whole text's name wins.
    private static (string? Name, string Path) Split(string option)
    {
        var cut = option.IndexOf('=', StringComparison.Ordinal);
        return cut <= 0 || File.Exists(option) ? (null, option) : (option[..cut], option[(cut + 1)..]);
    }

    private static TensorData ReadArray(string path)
    {
        InputFile.Check(path, "a .npy file");
        return NpyFile.Read(path);
    }

    private static string Quote(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
