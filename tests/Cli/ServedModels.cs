using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

/// <summary>A server of the command line inside the test's process, and a client of it.</summary>
internal sealed class ServedModels : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly InferenceServer server;
    private readonly List<string> lines;

    private ServedModels(TemporaryFolder folder, InferenceServer server, List<string> lines)
    {
        (this.folder, this.server, this.lines) = (folder, server, lines);
        Client = new HttpClient { BaseAddress = new Uri(server.Address), Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    /// <summary>What the server logged.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (lines) return [.. lines];
        }
    }

    public static async Task<ServedModels> StartAsync(ServeOptions options, params (string Name, byte[] Model)[] models)
    {
        var folder = new TemporaryFolder();
        List<string> lines = [];
        void Log(string line)
        {
            lock (lines) lines.Add(line);
        }

        Dictionary<string, ServedModel> loaded = [];
        foreach (var (name, model) in models)
        {
            File.WriteAllBytes(folder[$"{name}.onnx"], model);
            loaded.Add(name, ServedModel.Load(name, folder[$"{name}.onnx"], options with { Port = 0 }, Log));
        }
        return new ServedModels(folder, await InferenceServer.StartAsync(loaded, options with { Port = 0 }, Log), lines);
    }

    /// <summary>The file of a model.</summary>
    public string PathOf(string name) => folder[$"{name}.onnx"];

    public Task StopAsync() => server.StopAsync();

    public async Task<(HttpStatusCode Status, JsonNode Json)> GetAsync(string path)
    {
        using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Sends JSON to a model and gives status and JSON.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Json)> InferAsync(string model, string json)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await Client.PostAsync(new Uri($"/v2/models/{model}/infer", UriKind.Relative), content);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    /// <summary>Sends JSON with binary data behind it, and gives status, JSON and what is behind that.</summary>
    public async Task<(HttpStatusCode Status, JsonNode Json, byte[] Binary)> InferAsync(string model, string json, byte[] binary, long? jsonLength = null)
    {
        var head = Encoding.UTF8.GetBytes(json);
        using var content = new ByteArrayContent([.. head, .. binary]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add("Inference-Header-Content-Length", $"{jsonLength ?? head.Length}");
        using var response = await Client.PostAsync(new Uri($"/v2/models/{model}/infer", UriKind.Relative), content);
        var body = await response.Content.ReadAsByteArrayAsync();
        var length = response.Headers.TryGetValues("Inference-Header-Content-Length", out var values) ? int.Parse(values.Single(), System.Globalization.CultureInfo.InvariantCulture) : body.Length;
        return (response.StatusCode, JsonNode.Parse(body.AsSpan(0, length))!, body[length..]);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await server.DisposeAsync();
        folder.Dispose();
    }
}
