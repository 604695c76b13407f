using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using OnnxForge.Inference;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOnnxModel("housing.onnx").WithBatching().WithReload().WithHealthCheck();
builder.Services.AddOpenApi();
builder.Services.ConfigureHttpJsonOptions(options =>
{
    options.SerializerOptions.RespectNullableAnnotations = true;
    options.SerializerOptions.RespectRequiredConstructorParameters = true;
});
builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);

// What a client did wrong it is told in full; of what went wrong here it learns the status alone.
builder.Services.AddProblemDetails(options => options.CustomizeProblemDetails = problem => problem.ProblemDetails.Detail ??= problem.Exception switch
{
    BadHttpRequestException { InnerException: JsonException json } => json.Message,
    SignatureMismatchException mismatch => $"features: expected {mismatch.Expected}; received {mismatch.Received}. {mismatch.Remedy}.",
    QueueFullException or BadHttpRequestException => problem.Exception.Message,
    _ => null,
});

var app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    StatusCodeSelector = error => error switch
    {
        SignatureMismatchException => StatusCodes.Status400BadRequest,
        BadHttpRequestException bad => bad.StatusCode,
        QueueFullException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    },
});
app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapPost("/predict", async Task<Results<Ok<Price>, ProblemHttpResult>> (House house, BatchDispatcher dispatcher, CancellationToken stop) =>
    await dispatcher.PredictAsync(house.Features, stop) is [var price]
        ? TypedResults.Ok(new Price(price))
        : TypedResults.Problem($"features: expected the values of one house; received {house.Features.Length}. Send one house at a time.", statusCode: StatusCodes.Status400BadRequest))
    .ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
app.Run();

internal sealed record House(float[] Features);

internal sealed record Price(float Value);
