using System.Collections.Concurrent;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Inference.Hosting;

/// <summary>An application with a folder of models, settings, and a memory of what the library logged.</summary>
internal sealed class HostedApplication : IAsyncDisposable, ILoggerProvider
{
    private readonly TemporaryFolder _folder = new();
    private IHost? _host;

    public HostApplicationBuilder Builder { get; } = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());

    public ConcurrentQueue<(LogLevel Level, EventId Id, string Text, Exception? Error)> Messages { get; } = [];

    public HostedApplication() => Builder.Logging.AddProvider(this);

    public IServiceCollection Services => Builder.Services;

    public string Write(string name, byte[] model)
    {
        File.WriteAllBytes(PathOf(name), model);
        return PathOf(name);
    }

    public string PathOf(string name) => _folder.File(name);

    public HostedApplication With(params (string Key, string? Value)[] settings)
    {
        Builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, setting.Value)));
        return this;
    }

    public async Task<IServiceProvider> StartAsync()
    {
        _host = Builder.Build();
        await _host.StartAsync();
        return _host.Services;
    }

    public async Task StopAsync()
    {
        await _host!.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _host = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await ((IAsyncDisposable)_host).DisposeAsync();
        }

        _folder.Dispose();
    }

    ILogger ILoggerProvider.CreateLogger(string categoryName) => categoryName == "OnnxForge.Inference" ? new Memory(this) : NullLogger.Instance;

    void IDisposable.Dispose()
    {
    }

    private sealed class Memory(HostedApplication application) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            application.Messages.Enqueue((logLevel, eventId, formatter(state, exception), exception));
    }
}
