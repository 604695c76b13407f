using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace OnnxForge.Cli;

/// <summary>Which URL is answered by what.</summary>
/// <param name="models">The models by name.</param>
/// <param name="infer">Answers a request to compute outputs.</param>
/// <param name="metrics">Answers a request for the server's counts.</param>
internal sealed class ServerRoutes(IReadOnlyDictionary<string, ServedModel> models, Func<HttpContext, ServedModel, Task> infer, Func<HttpContext, Task> metrics)
{
    private volatile bool isReady = true;

    /// <summary>Whether requests to compute are taken; false once the server stops.</summary>
    public bool IsReady
    {
        get => isReady;
        set => isReady = value;
    }

    /// <summary>Answers a request.</summary>
    /// <exception cref="RequestException">There is no such URL, method, model or version, or the request is wrong.</exception>
    public Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value ?? "/";
        return path.TrimEnd('/').Split('/') switch
        {
            ["", "v2"] => Get(context, new JsonObject { ["name"] = "onnxforge", ["version"] = ThisVersion, ["extensions"] = new JsonArray("binary_tensor_data") }),
            ["", "v2", "health", "live"] => Get(context, new JsonObject { ["live"] = true }),
            ["", "v2", "health", "ready"] => Ready(context, new JsonObject()),
            ["", "metrics"] => Metrics(context),
            ["", "v2", "models", var name] => Get(context, Find(name).Describe()),
            ["", "v2", "models", var name, "ready"] => Ready(context, new JsonObject { ["name"] = Find(name).Name }),
            ["", "v2", "models", var name, "infer"] => Infer(context, Find(name)),
            ["", "v2", "models", var name, "versions", var version] => Get(context, Find(name, version).Describe()),
            ["", "v2", "models", var name, "versions", var version, "ready"] => Ready(context, new JsonObject { ["name"] = Find(name, version).Name }),
            ["", "v2", "models", var name, "versions", var version, "infer"] => Infer(context, Find(name, version)),
            _ => throw new RequestException(StatusCodes.Status404NotFound, Quote.Cut(path), "/v2, /v2/health/live, /v2/health/ready, /metrics, or /v2/models/NAME with nothing, /ready or /infer behind it",
                "another path", "Correct the URL."),
        };
    }

    /// <summary>The length of the JSON that the request's header gives; null without the header.</summary>
    /// <exception cref="RequestException">It is no length, or the body is compressed.</exception>
    public static long? JsonLength(HttpRequest request)
    {
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding && encoding != "identity")
            throw new RequestException(StatusCodes.Status415UnsupportedMediaType, "Content-Encoding", "a body that is not compressed", Quote.Of(encoding), "Send it as it is.");
        if (!request.Headers.TryGetValue(InferHeaders.JsonLength, out var text)) return null;
        return long.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length
            : throw new RequestException(StatusCodes.Status400BadRequest, InferHeaders.JsonLength, "the length of the JSON in bytes", Quote.Of(text.ToString()), "Send a whole number.");
    }

    private static string ThisVersion => typeof(ServerRoutes).Assembly.GetName().Version!.ToString(3);

    private static Task Get(HttpContext context, JsonObject json)
    {
        Require(context, HttpMethods.Get);
        return ServerAnswers.WriteAsync(context, json);
    }

    private Task Ready(HttpContext context, JsonObject json)
    {
        json["ready"] = IsReady;
        if (!IsReady) context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Get(context, json);
    }

    private Task Metrics(HttpContext context)
    {
        Require(context, HttpMethods.Get);
        return metrics(context);
    }

    private Task Infer(HttpContext context, ServedModel model)
    {
        Require(context, HttpMethods.Post);
        return infer(context, model);
    }

    private ServedModel Find(string name, string version = ServedModel.Version)
    {
        if (!models.TryGetValue(name, out var model))
            throw new RequestException(StatusCodes.Status404NotFound, "Model", $"one of {string.Join(", ", models.Keys.Select(known => $"\"{known}\""))}", Quote.Of(name), "Correct the URL.");
        return version == ServedModel.Version ? model
            : throw new RequestException(StatusCodes.Status404NotFound, $"Model \"{name}\"", $"version {ServedModel.Version}", Quote.Of(version), "Correct the URL, or leave the version out.");
    }

    private static void Require(HttpContext context, string method)
    {
        if (context.Request.Method == method || (method == HttpMethods.Get && HttpMethods.IsHead(context.Request.Method))) return;
        context.Response.Headers.Allow = method;
        throw new RequestException(StatusCodes.Status405MethodNotAllowed, Quote.Cut(context.Request.Path.Value ?? "/"), method, Quote.Cut(context.Request.Method), $"Send it with {method}.");
    }
}
