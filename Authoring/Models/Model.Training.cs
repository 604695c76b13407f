using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

// The parts of a training step, and how a bundle keeps what the model was compiled with.
public abstract partial class Model : ICompiled
{
    JsonObject? ICompiled.CompileConfig => state is null ? null : new JsonObject
    {
        ["loss"] = ObjectConfig.Write(state.Loss),
        ["optimizer"] = ObjectConfig.Write(state.Optimizer),
        ["metrics"] = new JsonArray([.. state.Metrics.Select(ObjectConfig.Write)]),
    };

    void ICompiled.RestoreCompile(JsonObject config, CustomObjectRegistry registry) => Compile(
        Restore<Loss>(config["loss"], registry, "a loss"),
        Restore<Optimizer>(config["optimizer"], registry, "an optimizer"),
        [.. (config["metrics"] as JsonArray ?? []).Select(metric => Restore<Metric>(metric, registry, "a metric"))]);

    internal IReadOnlyDictionary<string, double> RunTrainStep(Tensor x, Tensor y) => TrainStep(x, y);

    /// <summary>One step of <see cref="Fit"/>: forward, loss, backward, optimizer, constraints, metrics. An override has the same parts at hand; tensors
    /// it makes are disposed after the step.</summary>
    /// <param name="x">The inputs of the batch, <c>[batch, ...]</c>.</param>
    /// <param name="y">The targets of the batch, <c>[batch, ...]</c>.</param>
    /// <returns>The values to show, over the epoch so far: those after an epoch's last step are the epoch's. <c>loss</c> is expected among them.</returns>
    protected virtual IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        var prediction = call(x);
        var loss = ComputeLoss(y, prediction);
        ApplyGradients(loss);
        return UpdateMetrics(loss, y, prediction);
    }

    /// <summary>The compiled loss of a batch, plus the penalties of the weights, plus what layers added in this step's forward calls.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <returns>A scalar that carries gradients.</returns>
    /// <exception cref="ConfigException">The model is not compiled.</exception>
    /// <exception cref="ShapeException">Target and prediction do not fit each other.</exception>
    protected Tensor ComputeLoss(Tensor target, Tensor prediction) => Compiled(nameof(TrainStep)).ComputeLoss(target, prediction);

    /// <summary>Changes the weights once: gradients to zero, backward, optimizer, constraints.</summary>
    /// <param name="loss">A scalar that carries gradients.</param>
    /// <exception cref="ConfigException">The model is not compiled, or the optimizer does not fit its weights.</exception>
    /// <exception cref="DataException">The loss is NaN or infinite.</exception>
    protected void ApplyGradients(Tensor loss) => Compiled(nameof(TrainStep)).ApplyGradients(loss);

    /// <summary>Takes a batch into loss, metrics and what layers report.</summary>
    /// <param name="loss">The batch's loss, a scalar.</param>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <returns>The values over the epoch so far; they are computed when read.</returns>
    /// <exception cref="ConfigException">The model is not compiled, or a layer reports under a metric's name.</exception>
    protected IReadOnlyDictionary<string, double> UpdateMetrics(Tensor loss, Tensor target, Tensor prediction) =>
        Compiled(nameof(TrainStep)).UpdateMetrics(loss, target, prediction);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) state?.Dispose();
        state = null;
        base.Dispose(disposing);
    }

    private TrainingState Compiled(string method) => state ?? throw new ConfigException($"{GetName()}.{method}", "a compiled model", "one that is not compiled",
        "Call Compile(loss, optimizer, metrics) first.");

    private T Restore<T>(JsonNode? json, CustomObjectRegistry registry, string expected) where T : class =>
        json is not null && ObjectConfig.Read(json, registry) is T restored
            ? restored
            : throw new ConfigException($"{GetName()}, compile config", expected, ConfigJson.Show(json), "Save the model again.");
}
