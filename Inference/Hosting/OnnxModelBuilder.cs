using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace OnnxForge.Inference.Hosting;

/// <summary>A model that was added to an application's services, and what else it shall have.</summary>
public sealed class OnnxModelBuilder
{
    private readonly ModelRegistration _registration;

    internal OnnxModelBuilder(IServiceCollection services, string name, object? key, Type service, string path, Func<InferenceOptions, InferenceOptions>? configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        Services = services;
        _registration = new ModelRegistration(name, key, service, path, configure);
    }

    /// <summary>The services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The model's name: of its section in the configuration, of its health check, and in log messages.</summary>
    public string Name => _registration.Name;

    /// <summary>Adds a <see cref="BatchDispatcher"/> for the model, with the model's key if it has one. It starts with the host and answers what waits before the model is disposed.</summary>
    /// <param name="configure">Changes the default options, as in <c>options => options with { MaxBatchSize = 32 }</c>; null to leave them so. The section OnnxModels:NAME:Batching has the last word.</param>
    /// <exception cref="InvalidOperationException">There is such a service already.</exception>
    public OnnxModelBuilder WithBatching(Func<BatchOptions, BatchOptions>? configure = null)
    {
        Add(typeof(BatchDispatcher), services => ModelLoader.Dispatch(_registration, services));
        _registration.Batching = configure ?? (static options => options);
        return this;
    }

    /// <summary>Reloads the model when its file changes, from the start of the host on. A file that cannot take its place changes nothing, is logged, and makes the health check report degraded health.</summary>
    /// <param name="interval">Time between two looks at the file, more than 0; null for 2 seconds. The setting OnnxModels:NAME:Reload:Interval has the last word.</param>
    public OnnxModelBuilder WithReload(TimeSpan? interval = null)
    {
        Services.TryAddKeyedSingleton(_registration, static (services, registration) => new ModelReload((ModelRegistration)registration!, services));
        _registration.Reload = interval ?? TimeSpan.FromSeconds(2);
        return this;
    }

    /// <summary>Adds a health check of the model's name, which runs the model once on zeros: healthy where it computes, degraded where it does but a reload was refused, else unhealthy.</summary>
    /// <param name="timeLimit">The longest that the run may take, more than 0; null for 5 seconds.</param>
    /// <param name="tags">Tags that choose health checks, such as "ready"; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The time limit is out of range.</exception>
    public OnnxModelBuilder WithHealthCheck(TimeSpan? timeLimit = null, IEnumerable<string>? tags = null)
    {
        var limit = timeLimit ?? TimeSpan.FromSeconds(5);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero, nameof(timeLimit));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, TimeSpan.FromDays(1), nameof(timeLimit));
        Services.AddHealthChecks().Add(new HealthCheckRegistration(Name, services => new ModelHealthCheck(_registration, services, limit), failureStatus: null, tags));
        return this;
    }

    internal OnnxModelBuilder AddModel<TModel>(Func<InferenceModel, TModel> create, Func<TModel, InferenceModel> model) where TModel : class
    {
        if (Services.Any(service => service.ServiceType == typeof(ModelRegistration) && ((ModelRegistration)service.ImplementationInstance!).Name.Equals(Name, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"AddOnnxModel: expected a name that no other model has; received '{Name}' again. Use AddKeyedOnnxModel with a key of another name.");
        }

        Add(typeof(TModel), services => ModelLoader.Load(_registration, services, create, model));
        _registration.Model = services => model((TModel)_registration.Resolve(services, typeof(TModel)));
        Services.AddSingleton(_registration);
        Services.AddKeyedSingleton(_registration, static (services, registration) => ModelSettings.Read((ModelRegistration)registration!, services));
        Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, ModelStartup>());
        return this;
    }

    private void Add(Type service, Func<IServiceProvider, object> create)
    {
        if (Services.Any(other => other.ServiceType == service && Equals(other.ServiceKey, _registration.Key)))
        {
            throw new InvalidOperationException($"Model {Name}: expected no other service {service.Name} of the same key; received a second one. Add one of the models with AddKeyedOnnxModel.");
        }

        Services.Add(new ServiceDescriptor(service, _registration.Key, (services, _) => create(services), ServiceLifetime.Singleton));
    }
}
