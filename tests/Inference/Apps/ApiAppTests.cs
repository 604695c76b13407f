using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace OnnxForge.Tests.Inference.Apps;

[TestClass]
public sealed class ApiAppTests
{
    private const int Requests = 1000, Clients = 32;

    public TestContext TestContext { get; set; } = null!;

    [TestMethod]
    public async Task Api_UnderLoad_AnswersEveryRequestAsAlone()
    {
        using var app = Start();
        using var client = Client(app);
        var next = -1;
        var prices = new float[Requests];
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            while (Interlocked.Increment(ref next) is var request && request < Requests)
            {
                prices[request] = await PriceAsync(client, Features.Row(request));
            }
        }));
        TestContext.WriteLine($"api: {Requests / watch.Elapsed.TotalSeconds:f0} requests a second from {Clients} clients");
        for (var request = 0; request < Requests; request++)
        {
            Assert.AreEqual(Features.Price(request), prices[request], $"request {request}");
        }

        for (var request = 0; request < 20; request++)
        {
            Assert.AreEqual(prices[request], await PriceAsync(client, Features.Row(request)), $"request {request} alone");
        }
    }

    [TestMethod]
    public async Task Api_AsksForItsDescriptionAndHealth_AreAnswered()
    {
        using var app = Start();
        using var client = Client(app);
        Assert.AreEqual("Healthy", await client.GetStringAsync(new Uri("/health", UriKind.Relative)));
        var description = JsonNode.Parse(await client.GetStringAsync(new Uri("/openapi/v1.json", UriKind.Relative)))!;
        Assert.IsNotNull(description["paths"]!["/predict"]!["post"]!["requestBody"]);
        Assert.AreEqual("array", (string?)description["components"]!["schemas"]!["House"]!["properties"]!["features"]!["type"]);
    }

    [TestMethod]
    public async Task Api_RowsThatDoNotFit_AreTheCallersErrors()
    {
        using var app = Start();
        using var client = Client(app);
        (string Body, string Detail)[] rows =
        [
            ("""{"features":[1,2,3,4,5,6,7]}""", "features: expected any number of rows of 8 values for features float32 [batch, 8]; received 7 values. Give whole rows, one after another."),
            ("""{"features":[1,2,3,4,5,6,7,8,1,2,3,4,5,6,7,8]}""", "features: expected the values of one house; received 16. Send one house at a time."),
            ("""{"features":[]}""", "features: expected the values of one house; received 0. Send one house at a time."),
            ("""{"features":[1,"two"]}""", "Path: $.features[1] "),
            ("""{"features":null}""", "Path: $.features "),
            ("{}", "missing required properties including: 'features'"),
            ("", "no body was provided"),
        ];
        foreach (var (body, detail) in rows)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/predict", UriKind.Relative), content);
            Assert.AreEqual(HttpStatusCode.BadRequest, answer.StatusCode, body);
            Assert.AreEqual("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.AreEqual(400, (int)problem["status"]!);
            StringAssert.Contains((string?)problem["detail"], detail);
        }
        Assert.AreEqual(0f, await PriceAsync(client, new float[8]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    public async Task Api_ToldToEndWithRequestsUnderWay_AnswersThemFirst()
    {
        // The batch waits for more, so that all are under way when the signal comes.
        using var app = Start("--OnnxModels:housing:Batching:MaxBatchSize=1000", "--OnnxModels:housing:Batching:MaxDelay=00:00:04");
        using var client = Client(app);
        var answers = Enumerable.Range(0, Clients).Select(request => PriceAsync(client, Features.Row(request))).ToArray();
        await Task.Delay(1500);
        Assert.IsFalse(answers.Any(answer => answer.IsCompleted));
        app.Terminate();
        var prices = await Task.WhenAll(answers);
        for (var request = 0; request < Clients; request++)
        {
            Assert.AreEqual(Features.Price(request), prices[request]);
        }

        Assert.AreEqual(0, app.WaitForExit(), app.Text + app.Errors);
        Assert.Contains("Application is shutting down", app.Text);
    }

    private static AppProcess Start(params string[] settings) => AppProcess.Start("Api", ["--urls", "http://127.0.0.1:0", $"--OnnxModels:housing:Path={ExportedModel.Path}", .. settings]);

    private static HttpClient Client(AppProcess app)
    {
        const string listening = "Now listening on: ";
        var line = app.WaitFor(listening);
        return new HttpClient { BaseAddress = new Uri(line[(line.IndexOf(listening, StringComparison.Ordinal) + listening.Length)..].Trim()) };
    }

    private static async Task<float> PriceAsync(HttpClient client, float[] features)
    {
        using var answer = await client.PostAsJsonAsync("/predict", new { features });
        answer.EnsureSuccessStatusCode();
        return (float)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["value"]!;
    }
}
