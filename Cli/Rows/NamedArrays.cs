namespace OnnxForge.Cli;

/// <summary>Which of a file's arrays each input of a model takes.</summary>
internal static class NamedArrays
{
    // A training leaves its sample rows with their inputs and outputs in one archive.
    private const string SampleInput = "in:";
    private const string SampleOutput = "out:";

    /// <summary>Arrays named as the inputs, or as many as there are inputs, in their order.</summary>
    /// <param name="path">The file, for errors.</param>
    /// <param name="arrays">The names of its arrays, in the file's order.</param>
    /// <param name="inputs">The model's inputs, in their order.</param>
    /// <returns>The array's name for each input.</returns>
    /// <exception cref="InputException">An input is missing.</exception>
    public static Dictionary<string, string> Match(string path, IEnumerable<string> arrays, IReadOnlyList<string> inputs)
    {
        var found = arrays.Where(array => !array.StartsWith(SampleOutput, StringComparison.Ordinal))
            .Select(array => (Array: array, Name: array.StartsWith(SampleInput, StringComparison.Ordinal) ? array[SampleInput.Length..] : array)).ToList();
        var named = found.Where(array => inputs.Contains(array.Name, StringComparer.Ordinal)).ToDictionary(array => array.Name, array => array.Array, StringComparer.Ordinal);
        if (named.Count == inputs.Count) return named;
        if (named.Count == 0 && found.Count == inputs.Count) return inputs.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second.Array, StringComparer.Ordinal);
        throw new InputException(path, $"an array for each of the inputs {Join(inputs)}", found.Count == 0 ? "none of them" : Join(found.Select(array => array.Name)), "Name the arrays as the model's inputs.");
    }

    private static string Join(IEnumerable<string> names) => string.Join(", ", names.Select(name => $"\"{name}\""));
}
