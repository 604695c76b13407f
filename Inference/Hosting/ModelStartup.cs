using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OnnxForge.Inference.Hosting;

/// <summary>Makes all models ready before any other service of the host starts, so that what is wrong with one fails the start.</summary>
internal sealed class ModelStartup(IEnumerable<ModelRegistration> registrations, IServiceProvider services) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.Run(() => Load(cancellationToken), cancellationToken);

    /// <summary>For hosts that know no earlier moment; everything is made once.</summary>
    public Task StartAsync(CancellationToken cancellationToken) => StartingAsync(cancellationToken);

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Load(CancellationToken cancellationToken)
    {
        // A wrong setting of the last model is told before the first one takes its time to load.
        foreach (var registration in registrations)
        {
            registration.Settings(services);
        }

        foreach (var registration in registrations)
        {
            cancellationToken.ThrowIfCancellationRequested();
            registration.Model(services);
            if (registration.Batching is not null)
            {
                registration.Resolve(services, typeof(BatchDispatcher));
            }

            services.GetKeyedService<ModelReload>(registration);
        }
    }
}
