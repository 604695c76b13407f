using System.Text.Json.Nodes;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>One model of a server.</summary>
internal sealed class ServedModel : IAsyncDisposable
{
    /// <summary>The one version of every model.</summary>
    public const string Version = "1";

    private readonly InferenceModel model;
    private readonly BatchDispatcher? dispatcher;
    private readonly ModelWatcher? watcher;

    private ServedModel(string name, InferenceModel model, BatchDispatcher? dispatcher, ModelWatcher? watcher) =>
        (Name, this.model, this.dispatcher, this.watcher) = (name, model, dispatcher, watcher);

    /// <summary>The name in URLs.</summary>
    public string Name { get; }

    /// <summary>What it takes and gives; a reload keeps it.</summary>
    public ModelSignature Signature => model.Signature;

    /// <summary>Where it runs, and why there.</summary>
    public ModelDevice Device => model.Device;

    /// <summary>Loads a model.</summary>
    /// <param name="name">The name in URLs.</param>
    /// <param name="path">The .onnx file.</param>
    /// <param name="options">How to serve it.</param>
    /// <param name="log">Takes a line for each reload and each failed one.</param>
    /// <exception cref="InputException">There is no such file.</exception>
    /// <exception cref="InferenceException">It cannot be loaded, or not be served in batches.</exception>
    public static ServedModel Load(string name, string path, ServeOptions options, Action<string> log)
    {
        InputFile.Check(path, "an ONNX file");
        var model = InferenceModel.Load(path, new InferenceOptions { Device = options.Device, Threads = options.Threads, TimeLimit = options.TimeLimit });
        try
        {
            var dispatcher = options.BatchSize is { } size
                ? new BatchDispatcher(model, new BatchOptions { MaxBatchSize = size, MaxDelay = options.BatchDelay, QueueCapacity = options.Concurrency, WhenFull = QueueFullMode.Reject })
                : null;
            return new ServedModel(name, model, dispatcher, options.Watch is { } interval ? Watch(name, model, path, interval, log) : null);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Computes all outputs.</summary>
    public Task<IReadOnlyDictionary<string, TensorData>> RunAsync(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellation) =>
        dispatcher?.RunAsync(inputs, cancellation) ?? model.RunAsync(inputs, cancellation);

    /// <summary>The protocol's description of the model; a size that may differ is -1.</summary>
    public JsonObject Describe() => new()
    {
        ["name"] = Name,
        ["versions"] = new JsonArray(Version),
        ["platform"] = "onnx_onnxv1",
        ["inputs"] = Describe(Signature.Inputs),
        ["outputs"] = Describe(Signature.Outputs),
    };

    public async ValueTask DisposeAsync()
    {
        watcher?.Dispose();
        if (dispatcher is not null) await dispatcher.DisposeAsync().ConfigureAwait(false);
        model.Dispose();
    }

    private static ModelWatcher Watch(string name, InferenceModel model, string path, TimeSpan interval, Action<string> log)
    {
        var watcher = new ModelWatcher(model, path, interval);
        watcher.Reloaded += (_, _) => log($"Reloaded {name} from {path}.");
        watcher.ReloadFailed += (_, failure) => log($"{name} stays as it is: {failure.Error.Message}");
        return watcher;
    }

    private static JsonArray Describe(IEnumerable<TensorSignature> tensors) =>
    [
        .. tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name,
            ["datatype"] = DataTypes.NameOf(tensor.Type),
            ["shape"] = new JsonArray([.. tensor.Dims.Select(dim => JsonValue.Create(dim.Size ?? -1))]),
        }),
    ];
}
