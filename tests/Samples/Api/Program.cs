using OnnxForge.Inference;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddOnnxModel("housing.onnx").WithBatching().WithReload().WithHealthCheck();
builder.Services.AddOpenApi();
builder.Services.AddProblemDetails();

var app = builder.Build();
app.UseExceptionHandler(new ExceptionHandlerOptions
{
    StatusCodeSelector = error => error switch
    {
        SignatureMismatchException => StatusCodes.Status400BadRequest,
        QueueFullException => StatusCodes.Status503ServiceUnavailable,
        _ => StatusCodes.Status500InternalServerError,
    },
});
app.MapOpenApi();
app.MapHealthChecks("/health");
app.MapPost("/predict", async (House house, BatchDispatcher dispatcher, CancellationToken stop) => new Price((await dispatcher.PredictAsync(house.Features, stop))[0]));
app.Run();

internal sealed record House(float[] Features);

internal sealed record Price(float Value);
