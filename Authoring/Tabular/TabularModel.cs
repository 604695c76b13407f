using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Raw columns to a prediction in the target's unit: encoder, core, then * deviation + mean.</summary>
[CustomObject("onnxforge/tabular-model")]
public sealed class TabularModel : nn.Module<Tensor[], Tensor>
{
    private const string Mean = "mean", Deviation = "deviation";
    private readonly TabularEncoder encoder;
    private readonly nn.Module<Tensor, Tensor> core;

    /// <summary>Puts a schema before and behind a core. Train the core on what <see cref="Encode"/> gives.</summary>
    /// <param name="schema">The columns.</param>
    /// <param name="core">From features <c>[batch, features]</c> to the scaled target <c>[batch, 1]</c>; owned by this model.</param>
    public TabularModel(TabularSchema schema, nn.Module<Tensor, Tensor> core) : base(nameof(TabularModel))
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(core);
        (Schema, this.core, encoder) = (schema, core, new TabularEncoder(schema));
        register_module(nameof(encoder), encoder);
        register_module(nameof(core), core);
        register_buffer(Mean, torch.tensor((float)schema.Target.Mean).DetachFromDisposeScope());
        register_buffer(Deviation, torch.tensor((float)schema.Target.Deviation).DetachFromDisposeScope());
    }

    /// <summary>The columns.</summary>
    public TabularSchema Schema { get; }

    /// <summary>What stands between features and scaled target.</summary>
    public nn.Module<Tensor, Tensor> Core => core;

    /// <summary>The predictions for rows.</summary>
    /// <param name="input">The columns as <see cref="TabularEncoder"/> takes them.</param>
    /// <returns>float32 <c>[batch, 1]</c>, in the target's unit.</returns>
    /// <exception cref="DataException">There are more or fewer columns than the schema's, or one is of another type.</exception>
    /// <exception cref="ShapeException">A column, or the core's output, is not <c>[batch, 1]</c>.</exception>
    public override Tensor forward(Tensor[] input)
    {
        var scaled = core.call(encoder.call(input));
        if (scaled.dim() != 2 || scaled.shape[1] != 1)
            throw new ShapeException($"{nameof(TabularModel)}, core", "an output [batch, 1]", $"an output {Shape.Of(scaled)}", "Give the core one output a row.");
        return scaled * get_buffer(Deviation)! + get_buffer(Mean)!;
    }

    /// <summary>The features and scaled targets of rows, for the core's Fit and Evaluate.</summary>
    /// <param name="rows">Rows with this schema's features and a target.</param>
    /// <returns>float32 <c>[rows, features]</c> and <c>[rows, 1]</c>, owned by the caller.</returns>
    /// <exception cref="DataException">Columns or the target are missing, or a target value is.</exception>
    public (Tensor X, Tensor Y) Encode(TabularColumns rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Target is null) throw new DataException("TabularModel.Encode", "rows with a target", "rows without one", "Give the target column to TabularColumns.");
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var y = Schema.Target.Standardize(rows.Target.Values);
        return scope.MoveToOuter(encoder.call(Schema.Inputs(rows)), y);
    }
}
