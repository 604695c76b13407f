namespace OnnxForge.Inference.Hosting;

/// <summary>Reloads one model when its file changes, and keeps what the last change came to.</summary>
internal sealed class ModelReload : IDisposable
{
    private readonly ModelWatcher _watcher;
    private volatile Exception? _failure;

    public ModelReload(ModelRegistration registration, IServiceProvider services)
    {
        var (model, settings, logger) = (registration.Model(services), registration.Settings(services), ModelLoader.Logger(services));
        _watcher = new ModelWatcher(model, settings.Path, settings.ReloadInterval);
        _watcher.Reloaded += (_, _) =>
        {
            _failure = null;
            Log.Reloaded(logger, registration.Name, settings.Path, model.Device.Name, model.Device.Reason);
        };
        _watcher.ReloadFailed += (_, failure) =>
        {
            _failure = failure.Error;
            Log.ReloadRefused(logger, failure.Error, registration.Name);
        };
    }

    /// <summary>Why the last change of the file was not taken; null where it was, or where there was none.</summary>
    public Exception? Failure => _failure;

    public void Dispose() => _watcher.Dispose();
}
