using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace OnnxForge.Inference.Hosting;

/// <summary>Whether a model computes, within a time.</summary>
internal sealed class ModelHealthCheck(ModelRegistration registration, IServiceProvider services, TimeSpan timeLimit) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeLimit);
        var start = Stopwatch.GetTimestamp();
        try
        {
            // The model is waited for no longer than the limit, even where no thread is free to run it or one operator takes long.
            await Task.Run(() => registration.Model(services).Warm(1, limit.Token), limit.Token).WaitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, $"Model {registration.Name}: expected a run on zeros within {timeLimit.TotalSeconds} s; received none.");
        }
        catch (Exception error) when (error is InferenceException or ObjectDisposedException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, error.Message, error);
        }

        var model = registration.Model(services);
        var data = new Dictionary<string, object>
        {
            ["device"] = model.Device.Name,
            ["signature"] = model.Signature.ToString(),
            ["milliseconds"] = Stopwatch.GetElapsedTime(start).TotalMilliseconds,
        };
        return services.GetKeyedService<ModelReload>(registration)?.Failure is { } failure
            ? HealthCheckResult.Degraded($"Model {registration.Name} runs on as it was, as its changed file cannot take its place. {failure.Message}", failure, data)
            : HealthCheckResult.Healthy($"Model {registration.Name} computes.", data);
    }
}
