using OnnxForge.Authoring;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Rows of a table for a tabular model: the eager side takes text as codes, the exported side as text.</summary>
internal sealed class TabularRows(TabularSchema schema, TabularColumns columns) : IRowSource
{
    private const int ExampleRows = 64;
    private const long ExampleSeed = 1;

    public int Count => columns.Rows;

    public RowBatch All() => new(schema.Inputs(columns), Feed(columns));

    public RowBatch Take(int count)
    {
        var rows = columns.Select([.. Enumerable.Range(0, count).Select(row => row % columns.Rows)]);
        return new RowBatch(schema.Inputs(rows), Feed(rows));
    }

    /// <summary>Made-up rows in the range of the training rows, missing values and unknown texts among them.</summary>
    public static TabularRows Example(TabularSchema schema)
    {
        var random = new SeededRandom(ExampleSeed);
        var numeric = schema.Numeric.Select(column => new NumericValues(column.Name, [.. Enumerable.Range(0, ExampleRows).Select(row => MakeNumber(column, row, random))])).ToList();
        var text = schema.Text.Select(column => new TextValues(column.Name, [.. Enumerable.Range(0, ExampleRows).Select(_ => MakeText(column, random))])).ToList();
        return new TabularRows(schema, new TabularColumns(numeric, text));
    }

    private Dictionary<string, TensorData> Feed(TabularColumns rows)
    {
        var numbers = rows.Numeric.ToDictionary(column => column.Name, column => column.Values);
        var texts = rows.Text.ToDictionary(column => column.Name, column => column.Values);
        Dictionary<string, TensorData> feed = new(StringComparer.Ordinal);
        foreach (var column in schema.Numeric) feed.Add(column.Name, TensorData.Create(numbers[column.Name].Select(value => value ?? float.NaN).ToArray(), rows.Rows, 1));
        foreach (var column in schema.Text) feed.Add(column.Name, TensorData.Create(texts[column.Name].Select(value => value ?? "").ToArray(), rows.Rows, 1));
        return feed;
    }

    private static float? MakeNumber(NumericColumn column, int row, SeededRandom random)
    {
        var value = (float)(column.Mean + column.Deviation * random.NextNormal());
        return row % 9 == 8 ? null : value;
    }

    private static string MakeText(TextColumn column, SeededRandom random)
    {
        var word = random.NextInt32(column.Vocabulary.Count + 1);
        return word < column.Vocabulary.Count ? column.Vocabulary[word] : "a text that no training row has";
    }
}
