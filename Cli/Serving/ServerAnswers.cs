using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using OnnxForge.Inference;

namespace OnnxForge.Cli;

/// <summary>Writes answers that are no tensors, errors first: a status and <c>{"error": "..."}</c>.</summary>
internal static class ServerAnswers
{
    private const string RetrySeconds = "1";

    /// <summary>Status and message of an error.</summary>
    public static (int Status, string Message) Describe(Exception error, ServeOptions options) => error switch
    {
        RequestException request => (request.Status, request.Message),
        BadHttpRequestException bad => (bad.StatusCode, $"Request: expected HTTP/1.1; received what is none: {bad.Message.TrimEnd('.')}. Correct the request."),
        SignatureMismatchException mismatch => (StatusCodes.Status400BadRequest, mismatch.Message),
        QueueFullException full => (StatusCodes.Status503ServiceUnavailable, full.Message),
        InferenceTimeoutException or OperationCanceledException => (StatusCodes.Status504GatewayTimeout,
            $"Request: expected an answer within {options.TimeLimit.TotalSeconds:0.###} seconds; received none until then. Send less at a time, or start the server with a larger --time-limit."),
        InferenceException inference => (StatusCodes.Status500InternalServerError, inference.Message),
        _ => (StatusCodes.Status500InternalServerError, "A defect in onnxforge; its text is in the server's log."),
    };

    /// <summary>Sends an error, or breaks the connection where an answer is under way.</summary>
    public static async Task WriteAsync(HttpContext context, int status, string message)
    {
        var response = context.Response;
        if (response.HasStarted)
        {
            context.Abort();
            return;
        }
        response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable) response.Headers.RetryAfter = RetrySeconds;
        await WriteAsync(context, new JsonObject { ["error"] = message }).ConfigureAwait(false);
    }

    /// <summary>Sends a JSON object.</summary>
    public static Task WriteAsync(HttpContext context, JsonObject json) => WriteAsync(context, InferHeaders.Json, CliJson.WriteCompact(json));

    /// <summary>Sends a text.</summary>
    public static async Task WriteAsync(HttpContext context, string contentType, string text)
    {
        var body = System.Text.Encoding.UTF8.GetBytes(text);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = body.Length;
        // A client that is gone needs no token: what is written then goes nowhere.
        await context.Response.Body.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
    }
}
