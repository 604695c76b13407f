using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

// How a bundle keeps what the model was compiled with: one output's loss and metrics as they are, those of several in lists.
public abstract partial class Model<TInput, TOutput> : ICompiled
{
    JsonObject? ICompiled.CompileConfig => state switch
    {
        null => null,
        { Outputs: [var output] } => new JsonObject
        {
            ["loss"] = ObjectConfig.Write(output.Loss),
            ["optimizer"] = ObjectConfig.Write(state.Optimizer),
            ["metrics"] = MetricConfigs(output),
        },
        _ => new JsonObject
        {
            ["losses"] = new JsonArray([.. state.Outputs.Select(output => ObjectConfig.Write(output.Loss))]),
            ["lossWeights"] = new JsonArray([.. state.Outputs.Select(output => JsonValue.Create(output.Weight))]),
            ["optimizer"] = ObjectConfig.Write(state.Optimizer),
            ["metrics"] = new JsonArray([.. state.Outputs.Select(MetricConfigs)]),
        },
    };

    void ICompiled.RestoreCompile(JsonObject config, CustomObjectRegistry registry)
    {
        var optimizer = Restore<Optimizer>(config["optimizer"], registry, "optimizer", "an optimizer");
        var metrics = config["metrics"] as JsonArray ?? [];
        if (config["losses"] is not JsonArray losses)
        {
            Compile(Restore<Loss>(config["loss"], registry, "loss", "a loss"), optimizer, MetricsOf(metrics, registry, "metrics"));
            return;
        }
        Compile([.. losses.Select((loss, output) => Restore<Loss>(loss, registry, $"losses[{output}]", "a loss"))], optimizer,
            [.. metrics.Select((list, output) => MetricsOf(list as JsonArray ?? [], registry, $"metrics[{output}]"))], [.. (config["lossWeights"] as JsonArray ?? []).Select(weight => (double)weight!)]);
    }

    private static JsonArray MetricConfigs(CompiledOutput output) => new([.. output.Metrics.Select(ObjectConfig.Write)]);

    private static Metric[] MetricsOf(JsonArray configs, CustomObjectRegistry registry, string place) =>
        [.. configs.Select((metric, index) => Restore<Metric>(metric, registry, $"{place}[{index}]", "a metric"))];

    private static T Restore<T>(JsonNode? json, CustomObjectRegistry registry, string place, string expected) where T : class =>
        json is not null && new ConfigReader(registry).ReadRoot(json, place) is T restored
            ? restored
            : throw new ConfigException(place, expected, ConfigJson.Show(json), "Save the model again.");
}
