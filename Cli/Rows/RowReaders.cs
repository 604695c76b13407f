using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Opens what a model shall run on.</summary>
internal static class RowReaders
{
    /// <summary>Opens the files that were named.</summary>
    /// <param name="inputs">One file of rows or of named arrays, or .npy files as <see cref="InputArguments"/> reads them.</param>
    /// <param name="signature">What the model takes.</param>
    /// <param name="inBatches">Whether arrays are cut into batches too.</param>
    /// <param name="hasHeader">Whether a CSV file names its columns.</param>
    /// <param name="missingIsNaN">Whether missing numbers are NaN; they are errors otherwise.</param>
    /// <exception cref="InputException">A file is missing, or is not what the model takes.</exception>
    public static IRowReader Open(IReadOnlyList<string> inputs, ModelSignature signature, bool inBatches, bool hasHeader, bool missingIsNaN)
    {
        if (signature.Inputs.Count == 0) throw new InputException("MODEL", "a model with inputs", "one without", "Run it from code.");
        string[] names = [.. signature.Inputs.Select(input => input.Name)];
        if (inputs is not [var path]) return Arrays();
        switch (Path.GetExtension(path).ToLowerInvariant())
        {
            case ".csv" or ".tsv":
                return new CsvRowReader(path, signature, hasHeader, missingIsNaN);
            case ".npz":
                return inBatches ? NpyRows.OfArchive(path, names) : ArrayReader.OfArchive(path, signature);
            case ".jsonl" or ".ndjson":
                InputFile.Check(path, "a file of JSON lines");
                return new JsonRowReader(path, signature, isLines: true, missingIsNaN);
            case ".json":
                InputFile.Check(path, "a JSON file");
                return StartsWithBrace(path) ? ArrayReader.OfJson(path, signature, inBatches, missingIsNaN) : new JsonRowReader(path, signature, isLines: false, missingIsNaN);
            default:
                return Arrays();
        }

        IRowReader Arrays() => inBatches ? NpyRows.OfFiles(inputs, names) : ArrayReader.OfFiles(inputs, signature);
    }

    private static bool StartsWithBrace(string path)
    {
        using var reader = new StreamReader(path);
        for (int letter; (letter = reader.Read()) >= 0;)
            if (!char.IsWhiteSpace((char)letter)) return letter == '{';
        return false;
    }
}
