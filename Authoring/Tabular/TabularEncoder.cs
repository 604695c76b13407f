using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Raw columns to features: numeric columns filled and scaled, then text columns one-hot. It has no weights.</summary>
[CustomObject("onnxforge/tabular-encoder")]
public sealed class TabularEncoder : nn.Module<Tensor[], Tensor>
{
    private const string Median = "median", Mean = "mean", Deviation = "deviation";

    /// <summary>An encoder by a schema.</summary>
    /// <param name="schema">The columns, their statistics and vocabularies.</param>
    public TabularEncoder(TabularSchema schema) : base(nameof(TabularEncoder))
    {
        ArgumentNullException.ThrowIfNull(schema);
        Schema = schema;
        Add(Median, torch.tensor(schema.Numeric.Select(column => (float)column.Median).ToArray()));
        Add(Mean, torch.tensor(schema.Numeric.Select(column => (float)column.Mean).ToArray()));
        Add(Deviation, torch.tensor(schema.Numeric.Select(column => (float)column.Deviation).ToArray()));
        for (var i = 0; i < schema.Text.Count; i++) Add(Codes(i), arange(schema.Text[i].Vocabulary.Count, ScalarType.Int64));
    }

    /// <summary>The columns, their statistics and vocabularies.</summary>
    public TabularSchema Schema { get; }

    /// <summary>The features of rows.</summary>
    /// <param name="input">For each numeric column float32 <c>[batch, 1]</c>, NaN where missing; then for each text column int64 codes <c>[batch, 1]</c>, -1 where unknown.</param>
    /// <returns>float32 <c>[batch, features]</c>.</returns>
    /// <exception cref="DataException">There are more or fewer columns than the schema's, or one is of another type.</exception>
    /// <exception cref="ShapeException">A column is not <c>[batch, 1]</c>.</exception>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Check(input);
        var features = new List<Tensor>();
        var numeric = Schema.Numeric.Count;
        if (numeric > 0)
        {
            var values = cat(input[..numeric], 1);
            var filled = where(values.isnan(), Buffer(Median), values);
            features.Add((filled - Buffer(Mean)) / Buffer(Deviation));
        }
        for (var i = 0; i < Schema.Text.Count; i++) features.Add(input[numeric + i].eq(Buffer(Codes(i))).to_type(ScalarType.Float32));
        return cat(features, 1);
    }

    private static string Codes(int column) => $"codes{column}";

    private void Add(string bufferName, Tensor values) => register_buffer(bufferName, values.DetachFromDisposeScope());

    // Asked for by name each time, because moving the module to a device replaces its buffers.
    private Tensor Buffer(string bufferName) => get_buffer(bufferName)!;

    private void Check(Tensor[] input)
    {
        var (numeric, text) = (Schema.Numeric.Count, Schema.Text.Count);
        if (input.Length != numeric + text)
        {
            throw new DataException(nameof(TabularEncoder), $"{numeric + text} columns ({numeric} numeric, then {text} text)", $"{input.Length}",
                "Make the inputs with TabularSchema.Inputs.");
        }
        for (var i = 0; i < input.Length; i++)
        {
            var (name, type) = i < numeric ? (Schema.Numeric[i].Name, ScalarType.Float32) : (Schema.Text[i - numeric].Name, ScalarType.Int64);
            var where = $"{nameof(TabularEncoder)}, column {i + 1} \"{name}\"";
            if (input[i].dtype != type)
                throw new DataException(where, $"a tensor of type {type}", $"{input[i].dtype}", "Make the inputs with TabularSchema.Inputs.");
            if (input[i].dim() != 2 || input[i].shape[1] != 1)
                throw new ShapeException(where, "a column [batch, 1]", $"a tensor {Shape.Of(input[i])}", "Shape it with reshape(-1, 1).");
        }
    }
}
