using System.Diagnostics;
using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using OnnxForge.Inference;
using BadHttpRequestException = Microsoft.AspNetCore.Http.BadHttpRequestException;

namespace OnnxForge.Cli;

/// <summary>Serves models by the Open Inference Protocol, version 2, over HTTP. Kestrel stands alone: no host, no configuration, no handler of signals.</summary>
internal sealed class InferenceServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private static readonly object ModelKey = new();
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(30);

    private readonly IReadOnlyDictionary<string, ServedModel> models;
    private readonly ServeOptions options;
    private readonly Action<string> log;
    private readonly KestrelServer server;
    private readonly ConcurrencyLimiter turns;
    private readonly ServerRoutes routes;
    private readonly ServerMetrics metrics = new();

    private InferenceServer(IReadOnlyDictionary<string, ServedModel> models, ServeOptions options, Action<string> log)
    {
        (this.models, this.options, this.log) = (models, options, log);
        turns = new ConcurrencyLimiter(new ConcurrencyLimiterOptions { PermitLimit = options.Concurrency, QueueLimit = options.Queue, QueueProcessingOrder = QueueProcessingOrder.OldestFirst });
        routes = new ServerRoutes(models, InferAsync, context => ServerAnswers.WriteAsync(context, ServerMetrics.ContentType, DescribeMetrics()));
        var kestrel = new KestrelServerOptions { AddServerHeader = false, AllowSynchronousIO = false };
        // Kestrel breaks the connection over a body that it finds too large, before the client has read why; what is refused here it reads on for a while.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Listen(options.Host, options.Port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        server = new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance), NullLoggerFactory.Instance);
    }

    /// <summary>The root of all URLs, such as http://127.0.0.1:8080.</summary>
    public string Address => server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First().TrimEnd('/');

    /// <summary>Starts to answer.</summary>
    /// <param name="models">The models by name; they are the server's from now on.</param>
    /// <param name="options">How to serve them.</param>
    /// <param name="log">Takes lines; may be called from several threads.</param>
    /// <exception cref="InputException">The address cannot be listened at.</exception>
    public static async Task<InferenceServer> StartAsync(IReadOnlyDictionary<string, ServedModel> models, ServeOptions options, Action<string> log)
    {
        var started = new InferenceServer(models, options, log);
        try
        {
            await started.server.StartAsync(started, CancellationToken.None).ConfigureAwait(false);
            return started;
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw new InputException($"--host {options.Host} --port {options.Port}", "an address of this machine and a port that is free", error.Message.TrimEnd('.'), "Give another port, or 0 for any that is free.", error);
        }
    }

    /// <summary>Takes no more requests, and lets those under way end.</summary>
    public async Task StopAsync()
    {
        routes.IsReady = false;
        using var patience = new CancellationTokenSource(Grace);
        await server.StopAsync(patience.Token).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync().ConfigureAwait(false);
        server.Dispose();
        await turns.DisposeAsync().ConfigureAwait(false);
        foreach (var model in models.Values) await model.DisposeAsync().ConfigureAwait(false);
    }

    HttpContext IHttpApplication<HttpContext>.CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    void IHttpApplication<HttpContext>.DisposeContext(HttpContext context, Exception? exception) { }

    async Task IHttpApplication<HttpContext>.ProcessRequestAsync(HttpContext context)
    {
        var start = Stopwatch.GetTimestamp();
        try
        {
            await routes.AnswerAsync(context).ConfigureAwait(false);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested || error is IOException and not BadHttpRequestException)
        {
            // The client is gone: nobody reads an answer.
        }
        // Whatever one request ran into, the others go on.
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            var (status, message) = ServerAnswers.Describe(error, options);
            if (status == StatusCodes.Status500InternalServerError && error is not InferenceException) log($"A defect in onnxforge; please report it with this text.\n{error}");
            await ServerAnswers.WriteAsync(context, status, message).ConfigureAwait(false);
        }
        var time = Stopwatch.GetElapsedTime(start);
        if (context.Items.TryGetValue(ModelKey, out var model)) metrics.Count((string)model!, context.Response.StatusCode, time);
        if (options.AccessLog)
        {
            var milliseconds = time.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture);
            log($"{context.Connection.RemoteIpAddress} {context.Request.Method} {context.Request.Path} {context.Response.StatusCode} {milliseconds} ms");
        }
    }

    private async Task InferAsync(HttpContext context, ServedModel model)
    {
        context.Items[ModelKey] = model.Name;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(options.TimeLimit);
        using var turn = await turns.AcquireAsync(1, limit.Token).ConfigureAwait(false);
        if (!turn.IsAcquired)
            throw new RequestException(StatusCodes.Status503ServiceUnavailable, "Server", $"at most {options.Concurrency} requests at a time and {options.Queue} that wait", "one more", "Try again later.");
        var jsonLength = ServerRoutes.JsonLength(context.Request);
        var body = await RequestBody.ReadAsync(context.Request, options.MaxBodyBytes, limit.Token).ConfigureAwait(false);
        var (request, inputs) = InferBody.Read(body.Span, jsonLength, model.Signature);
        InferAnswer.Check(request, model.Signature);
        var outputs = await model.RunAsync(inputs, limit.Token).ConfigureAwait(false);
        await InferAnswer.WriteAsync(context.Response, model.Name, request, model.Signature, outputs, limit.Token).ConfigureAwait(false);
    }

    private string DescribeMetrics()
    {
        var state = turns.GetStatistics()!;
        return metrics.Describe(options.Concurrency - state.CurrentAvailablePermits, state.CurrentQueuedCount);
    }
}
