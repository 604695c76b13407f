using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Makes eager models ready for export and comparison.</summary>
internal static class EagerModels
{
    /// <summary>The dimension that is free by default.</summary>
    public const string BatchName = "batch";

    /// <summary>A tabular model: an input a column, named as the column, text as text; an output named as the target.</summary>
    /// <param name="model">The model; owned by the result.</param>
    /// <param name="rows">Rows to trace with.</param>
    /// <param name="metadata">What travels with the exported file.</param>
    public static EagerModel OfTabular(TabularModel model, IRowSource rows, IReadOnlyDictionary<string, string> metadata) => new(model)
    {
        Inputs =
        [
            .. model.Schema.Numeric.Select(column => new InputSpec(column.Name)),
            .. model.Schema.Text.Select(column => new InputSpec(column.Name) { Vocabulary = column.Vocabulary }),
        ],
        OutputNames = [model.Schema.Target.Name],
        Rows = rows,
        Metadata = metadata,
    };

    /// <summary>A model of arrays.</summary>
    /// <param name="module">The model; owned by the result.</param>
    /// <param name="arrays">An array for each input.</param>
    /// <param name="dynamic">The free dimensions.</param>
    /// <param name="metadata">What travels with the exported file.</param>
    public static EagerModel OfArrays(
        nn.Module module, IReadOnlyList<(string Name, TensorData Value)> arrays, DynamicDimensions dynamic, IReadOnlyDictionary<string, string> metadata) => new(module)
        {
            Inputs = dynamic.Apply([.. arrays.Select(array => (array.Name, array.Value.Dims))]),
            Rows = new ArrayRows(arrays),
            Metadata = metadata,
        };
}
