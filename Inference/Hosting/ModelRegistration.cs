using Microsoft.Extensions.DependencyInjection;

namespace OnnxForge.Inference.Hosting;

/// <summary>What the code says about one model. It is the key of the services that only this assembly asks for.</summary>
internal sealed class ModelRegistration(string name, object? key, Type service, string path, Func<InferenceOptions, InferenceOptions>? configure)
{
    public string Name => name;

    public object? Key => key;

    public string Path => path;

    /// <summary>The options as the code wants them.</summary>
    public InferenceOptions Options { get; } = (configure ?? (static options => options))(new InferenceOptions { WarmUp = true });

    /// <summary>Null without a dispatcher.</summary>
    public Func<BatchOptions, BatchOptions>? Batching { get; set; }

    /// <summary>Null where changes of the file are not looked for.</summary>
    public TimeSpan? Reload { get; set; }

    /// <summary>Loads the model, unless it is loaded.</summary>
    public Func<IServiceProvider, InferenceModel> Model { get; set; } = _ => throw new InvalidOperationException($"{service} was not added");

    public object Resolve(IServiceProvider services, Type type) => Key is null ? services.GetRequiredService(type) : services.GetRequiredKeyedService(type, Key);

    public ModelSettings Settings(IServiceProvider services) => services.GetRequiredKeyedService<ModelSettings>(this);
}
