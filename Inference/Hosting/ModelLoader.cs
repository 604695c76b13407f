using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace OnnxForge.Inference.Hosting;

/// <summary>Makes the services of one model.</summary>
internal static class ModelLoader
{
    public static TModel Load<TModel>(ModelRegistration registration, IServiceProvider services, Func<InferenceModel, TModel> create, Func<TModel, InferenceModel> inner)
    {
        var settings = registration.Settings(services);
        var logger = Logger(services);
        var start = Stopwatch.GetTimestamp();
        var model = InferenceModel.Load(settings.Path, settings.Options);
        try
        {
            var created = create(model);
            inner(created).RunFailed += (_, failure) => Log.RunFailed(logger, failure.Error, registration.Name);
            Log.Loaded(logger, registration.Name, settings.Path, Stopwatch.GetElapsedTime(start).TotalMilliseconds, model.Device.Name, model.Device.Reason);
            return created;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>The container has made the model before the dispatcher, so that it disposes of the dispatcher first.</summary>
    public static BatchDispatcher Dispatch(ModelRegistration registration, IServiceProvider services)
    {
        var dispatcher = new BatchDispatcher(registration.Model(services), registration.Settings(services).Batching);
        var log = new QueueFullLog(Logger(services), registration.Name);
        dispatcher.QueueFull += (_, _) => log.Add();
        return dispatcher;
    }

    public static ILogger Logger(IServiceProvider services) =>
        services.GetService<ILoggerFactory>()?.CreateLogger(InferenceTelemetry.Name) ?? NullLogger.Instance;
}
