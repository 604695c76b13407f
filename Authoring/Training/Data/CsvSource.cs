using System.Globalization;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Numeric columns of a CSV file with a header, read as they are needed, so that the file may be larger than the memory. The rows come in the file's order in every
/// epoch: shuffle the file once, or read it whole and give Fit its tensors, where that matters.</summary>
public sealed class CsvSource : DataSource
{
    private readonly string path, file;
    private readonly IReadOnlyList<string> inputs, targets;
    private readonly char separator;

    /// <summary>A source of one input <c>[batch, inputs]</c> and one target <c>[batch, targets]</c>, float32.</summary>
    /// <param name="path">The file.</param>
    /// <param name="inputs">The columns of the input, in order.</param>
    /// <param name="targets">The columns of the target, in order.</param>
    /// <param name="separator">What stands between fields, default a comma.</param>
    public CsvSource(string path, IReadOnlyList<string> inputs, IReadOnlyList<string> targets, char separator = ',')
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(inputs);
        ArgumentNullException.ThrowIfNull(targets);
        (this.path, this.inputs, this.targets, this.separator, file) = (path, [.. inputs], [.. targets], separator, Path.GetFileName(path));
    }

    /// <inheritdoc/>
    public override int? CountSteps(int batchSize) => null;

    /// <inheritdoc/>
    public override IEnumerable<Batch> Read(EpochRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var text = Open();
        var rows = new CsvRowReader(file, text, separator);
        var (inputPlaces, targetPlaces) = Places(rows);
        var (x, y) = (new List<float>(), new List<float>());
        for (var more = true; more;)
        {
            x.Clear();
            y.Clear();
            var count = 0;
            while (count < request.BatchSize && (more = rows.Read()))
            {
                foreach (var place in inputPlaces) x.Add(Number(rows, place.Index, place.Name));
                foreach (var place in targetPlaces) y.Add(Number(rows, place.Index, place.Name));
                count++;
            }
            if (count > 0) yield return new Batch([tensor(x.ToArray()).reshape(count, -1)], [tensor(y.ToArray()).reshape(count, -1)]);
        }
    }

    internal override string Describe() => $"CSV columns {string.Join(", ", inputs)} to {string.Join(", ", targets)}";

    internal override void Check(string where)
    {
        using var text = Open();
        var rows = new CsvRowReader(file, text, separator);
        Places(rows);
        if (!rows.Read()) throw new DataException(file, "rows below the header", "none", "Add rows, or check that this is the right file.");
    }

    private StreamReader Open()
    {
        try
        {
            return new StreamReader(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new DataException(path, "a file that can be read", $"a refusal ({error.Message.TrimEnd('.')})", "Check the path and its permissions.", error);
        }
    }

    private (IReadOnlyList<(int Index, string Name)> Inputs, IReadOnlyList<(int Index, string Name)> Targets) Places(CsvRowReader rows)
    {
        List<string> header = rows.Read() ? [.. rows.Cells.Select(name => name.Trim())] : [];
        var missing = inputs.Concat(targets).Where(name => !header.Contains(name)).ToList();
        if (missing.Count > 0)
        {
            throw new DataException($"{file}, header", $"columns named {string.Join(", ", missing)}", header.Count == 0 ? "no header" : string.Join(", ", header),
                "Name the columns as the file does, and its separator.");
        }
        return ([.. inputs.Select(name => (header.IndexOf(name), name))], [.. targets.Select(name => (header.IndexOf(name), name))]);
    }

    private float Number(CsvRowReader rows, int index, string name)
    {
        var text = index < rows.Cells.Count ? rows.Cells[index].Trim() : "";
        if (float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite(value)) return value;
        throw new DataException($"{file}, line {rows.Line}, column \"{name}\"", "a number", text.Length == 0 ? "a missing cell" : $"\"{text}\"", "Correct the cell, or leave the row out.");
    }
}
