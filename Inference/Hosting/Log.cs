using Microsoft.Extensions.Logging;

namespace OnnxForge.Inference.Hosting;

/// <summary>The messages, all of the category OnnxForge.Inference; docs/inference.md lists them.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Information, "Model {Model} was loaded from {Path} in {Milliseconds:f0} ms and runs on {Device} ({Reason})")]
    public static partial void Loaded(ILogger logger, string model, string path, double milliseconds, string device, string reason);

    [LoggerMessage(2, LogLevel.Information, "Model {Model} was loaded again from {Path} and runs on {Device} ({Reason})")]
    public static partial void Reloaded(ILogger logger, string model, string path, string device, string reason);

    [LoggerMessage(3, LogLevel.Error, "Model {Model} runs on as it was: its changed file cannot take its place")]
    public static partial void ReloadRefused(ILogger logger, Exception error, string model);

    [LoggerMessage(4, LogLevel.Warning, "A run of model {Model} failed")]
    public static partial void RunFailed(ILogger logger, Exception error, string model);

    [LoggerMessage(5, LogLevel.Warning, "The queue of model {Model} is full: {Requests} requests found no room since the last such message")]
    public static partial void QueueFull(ILogger logger, string model, long requests);
}
