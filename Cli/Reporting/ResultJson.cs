using System.Text.Json.Nodes;
using OnnxForge.Export;

namespace OnnxForge.Cli;

/// <summary>A training run's result as JSON.</summary>
internal static class ResultJson
{
    /// <summary>Everything that <c>train --json</c> prints.</summary>
    public static JsonObject Write(TrainingResult result, string folder, IEnumerable<OutputFile> files) => new()
    {
        ["settings"] = Settings(result.Settings),
        ["data"] = Data(result.Data),
        ["training"] = new JsonObject
        {
            ["epochs"] = result.History.Count,
            ["bestEpoch"] = result.BestEpoch,
            ["seconds"] = Math.Round(result.Duration.TotalSeconds, 3),
            ["history"] = History(result.History),
        },
        ["metrics"] = new JsonObject(result.Parts.Select(part => KeyValuePair.Create(part.Name, (JsonNode?)Part(part)))),
        ["parity"] = Parity(result.Parity),
        ["latency"] = Latency(result.Latency),
        ["operators"] = Operators(result.Operators),
        ["warnings"] = new JsonArray([.. result.Warnings.Select(warning => JsonValue.Create(warning))]),
        ["folder"] = folder,
        ["files"] = Files(files),
    };

    /// <summary>The settings.</summary>
    public static JsonObject Settings(RunSettings settings) => new()
    {
        ["recipe"] = settings.Recipe,
        ["epochs"] = settings.Epochs,
        ["batch"] = settings.BatchSize,
        ["seed"] = settings.Seed,
        ["device"] = settings.Device,
        ["opset"] = settings.Opset,
    };

    /// <summary>The table.</summary>
    public static JsonObject Data(DataSummary data) => new()
    {
        ["source"] = data.Source,
        ["target"] = data.Target,
        ["numeric"] = new JsonArray([.. data.NumericColumns.Select(name => JsonValue.Create(name))]),
        ["text"] = new JsonArray([.. data.TextColumns.Select(name => JsonValue.Create(name))]),
        ["trainingRows"] = data.TrainingRows,
        ["validationRows"] = data.ValidationRows,
        ["testRows"] = data.TestRows,
    };

    /// <summary>An object an epoch.</summary>
    public static JsonArray History(IEnumerable<EpochResult> history) =>
    [
        .. history.Select(epoch =>
        {
            var values = CliJson.Numbers(epoch.Values);
            values.Insert(0, "epoch", epoch.Epoch);
            values.Add("seconds", Math.Round(epoch.Seconds, 3));
            return values;
        }),
    ];

    /// <summary>The comparison of TorchSharp with ONNX Runtime.</summary>
    public static JsonObject Parity(ParityResult parity) => new()
    {
        ["holds"] = parity.Holds,
        ["maxAbsolute"] = CliJson.Number(parity.MaxAbsolute),
        ["maxRelative"] = CliJson.Number(parity.MaxRelative),
        ["absoluteTolerance"] = parity.AbsoluteTolerance,
        ["relativeTolerance"] = parity.RelativeTolerance,
        ["bundleDifference"] = CliJson.Number(parity.BundleDifference),
        ["cases"] = new JsonArray([.. parity.Cases.Select(Case)]),
    };

    /// <summary>One comparison.</summary>
    public static JsonObject Case(ParityCaseResult parity) => new()
    {
        ["name"] = parity.Name,
        ["rows"] = parity.Rows,
        ["values"] = parity.Values,
        ["maxAbsolute"] = CliJson.Number(parity.MaxAbsolute),
        ["maxRelative"] = CliJson.Number(parity.MaxRelative),
        ["holds"] = parity.Holds,
        ["mismatch"] = parity.Mismatch,
    };

    /// <summary>The comparison that allowed an export.</summary>
    public static JsonObject ExportParity(ParityReport parity) => new()
    {
        ["maxAbsolute"] = CliJson.Number(parity.MaxAbsolute),
        ["maxRelative"] = CliJson.Number(parity.MaxRelative),
        ["absoluteTolerance"] = parity.AbsoluteTolerance,
        ["relativeTolerance"] = parity.RelativeTolerance,
        ["cases"] = new JsonArray([.. parity.Cases.Select(row => new JsonObject
        {
            ["sizes"] = new JsonObject(row.Sizes.Select(size => KeyValuePair.Create(size.Key, (JsonNode?)JsonValue.Create(size.Value)))),
            ["values"] = row.Values,
            ["maxAbsolute"] = CliJson.Number(row.MaxAbsolute),
            ["maxRelative"] = CliJson.Number(row.MaxRelative),
        })]),
    };

    /// <summary>Files with sizes.</summary>
    public static JsonArray Files(IEnumerable<OutputFile> files) =>
        [.. files.Select(file => new JsonObject { ["name"] = file.Name, ["bytes"] = file.Bytes })];

    /// <summary>Counts by operator.</summary>
    public static JsonObject Operators(IReadOnlyDictionary<string, int> operators) =>
        new(operators.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value))));

    private static JsonArray Latency(IEnumerable<LatencyResult> latency) =>
    [
        .. latency.Select(row => new JsonObject
        {
            ["batch"] = row.Batch,
            ["torchSharpMicroseconds"] = Math.Round(row.TorchSharp, 2),
            ["onnxRuntimeMicroseconds"] = Math.Round(row.OnnxRuntime, 2),
            ["ratio"] = Math.Round(row.Ratio, 3),
            ["pairs"] = row.Pairs,
        }),
    ];

    private static JsonObject Part(PartMetrics part) => new()
    {
        ["rows"] = part.Rows,
        ["rmse"] = CliJson.Number(part.RootMeanSquaredError),
        ["mae"] = CliJson.Number(part.MeanAbsoluteError),
        ["linearRegressionRmse"] = CliJson.Number(part.LinearRootMeanSquaredError),
        ["linearRegressionMae"] = CliJson.Number(part.LinearMeanAbsoluteError),
        ["compiled"] = CliJson.Numbers(part.Compiled),
    };
}
