using System.Diagnostics;
using System.Net;
using OnnxForge.Cli;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ServeErrorTests
{
    private const string Good = """{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}""";

    private static readonly ServeOptions Defaults = new();

    [TestMethod]
    public async Task Request_Malformed_IsAnErrorWithAMessage()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear));
        (string Json, string Error)[] rows =
        [
            ("", "Request: expected JSON; received text that is none at line 1, byte 1. Send one JSON object as the Open Inference Protocol describes it."),
            ("[1]", "Request: expected an object; received an array. Send one JSON object as the Open Inference Protocol describes it."),
            (Good[..^1], "Request: expected JSON; received text that is none at line 1, byte 72. Send one JSON object as the Open Inference Protocol describes it."),
            ("{}", "inputs: expected an array of the input tensors; received none. Send one JSON object as the Open Inference Protocol describes it."),
            ("""{"id":7,"inputs":[]}""", "id: expected text; received 7. Send one JSON object as the Open Inference Protocol describes it."),
            (Changed("\"x\"", "\"z\""), "inputs[0].name: expected one of the model's inputs \"x\"; received \"z\". Correct the name."),
            (Changed("FP32", "float"), "inputs[0].datatype: expected one of BOOL, UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, FP16, BF16, FP32, FP64, BYTES; received \"float\". Name the type that the model's metadata gives."),
            (Changed("[1,3]", "[1,-3]"), "inputs[0].shape[1]: expected an integer from 0 to 2^63 - 1; received -3. Send one JSON object as the Open Inference Protocol describes it."),
            (Changed("[1,3]", "[2,3]"), "inputs[0].data: expected 6 elements for the shape [2, 3]; received 3. Correct the data or the shape."),
            (Changed("[1,2,3]", "[1,2,3,4]"), "inputs[0].data: expected 3 elements for the shape [1, 3]; received more. Correct the data or the shape."),
            (Changed("[1,2,3]", "[[1],[2],[3]]"), "inputs[0].data: expected 3 members in an array of dimension 1, as the shape [1, 3] says; received 1. Correct the data or the shape."),
            (Changed("[1,2,3]", "[1,[2],3]"), "inputs[0].data, element 1: expected arrays nested as the shape [1, 3] says, or none; received an array. Correct the data, or the shape and datatype."),
            (Changed("[1,2,3]", "[1,2,1e39]"), "inputs[0].data, element 2: expected a number in the range of FP32, \"NaN\", \"Infinity\" or \"-Infinity\"; received 1e39. Correct the data, or the shape and datatype."),
            (Changed("[1,2,3]", "[1,null,3]"), "inputs[0].data, element 1: expected a number in the range of FP32, \"NaN\", \"Infinity\" or \"-Infinity\"; received null. Correct the data, or the shape and datatype."),
            (Changed("FP32", "INT32"), "Inputs of model '{0}': expected x float32 [batch, 3]; received x int32 [1, 3]. Give x as float32."),
            (Changed("[1,3]", "[3]"), "Inputs of model '{0}': expected x float32 [batch, 3]; received x float32 [3]. Give x 2 dimensions."),
            (Changed("}]}", "}],\"outputs\":[{\"name\":\"z\"}]}"), "outputs[0].name: expected one of the model's outputs \"y\"; received \"z\". Correct the name."),
            (Changed("}]}", "},{\"name\":\"x\",\"shape\":[0,3],\"datatype\":\"FP32\",\"data\":[]}]}"), "inputs[1].name: expected each input once; received \"x\" twice. Remove one of the two."),
            (Changed("\"data\":[1,2,3]", "\"parameters\":{\"binary_data_size\":12}"), "inputs[0].binary_data_size: expected at most the 0 bytes that are left behind the JSON; received 12. Say with the header Inference-Header-Content-Length where the JSON ends."),
            (Changed("\"data\":[1,2,3]", "\"parameters\":{\"binary_data_size\":-12}"), "inputs[0].parameters.binary_data_size: expected an integer from 0 to 2^63 - 1; received -12. Send one JSON object as the Open Inference Protocol describes it."),
            (Changed("\"data\":[1,2,3]", "\"parameters\":{\"shared_memory_region\":\"r\"}"), "inputs[0].parameters.shared_memory_region: expected no extension but binary tensor data; received \"shared_memory_region\". Remove it."),
        ];
        foreach (var (json, error) in rows)
        {
            var (status, answer) = await server.InferAsync("linear", json);
            Assert.AreEqual(HttpStatusCode.BadRequest, status, json);
            Assert.AreEqual(error.Replace("{0}", server.PathOf("linear"), StringComparison.Ordinal), (string?)answer["error"]);
        }
        Assert.AreEqual(HttpStatusCode.OK, (await server.InferAsync("linear", Good)).Status);
    }

    [TestMethod]
    public async Task Request_BinarySizesThatDoNotFit_IsAnError()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("pair", HandMadeModels.Pair));
        (string Size, byte[] Data, long? JsonLength, string Error)[] rows =
        [
            ("9", new byte[9], 1_000_000, "Inference-Header-Content-Length: expected at most the 87 bytes of the body; received 1000000. Send the length of the JSON."),
            ("9223372036854775807", new byte[9], null, "inputs[0].binary_data_size: expected at most the 9 bytes that are left behind the JSON; received 9223372036854775807. Correct the size, or send all data."),
            ("4", new byte[9], null, "Body: expected 4 bytes behind the JSON, as the inputs say; received 9. Correct binary_data_size, or leave the surplus out."),
            ("3", new byte[3], null, "inputs[0].binary_data_size: expected 1 texts, each after its length in 4 bytes; received 3 bytes. Write each text as its length in bytes, 4 bytes little endian, and its UTF-8."),
            ("4", [255, 255, 255, 255], null, "inputs[0], element 0: expected a length and as many bytes; received a length of 4294967295 before 0 bytes. Write each text as its length in bytes, 4 bytes little endian, and its UTF-8."),
            ("5", [1, 0, 0, 0, 0xC3], null, "inputs[0], element 0: expected text in UTF-8; received other bytes. Send numbers to inputs of numbers; models take text in UTF-8 alone."),
        ];
        foreach (var (size, data, jsonLength, error) in rows)
        {
            var json = $$$"""{"inputs":[{"name":"names","shape":[1],"datatype":"BYTES","parameters":{"binary_data_size":{{{size}}}}}]}""";
            var (status, answer, _) = await server.InferAsync("pair", json, data, jsonLength);
            Assert.AreEqual(HttpStatusCode.BadRequest, status, json);
            if (jsonLength is null) Assert.AreEqual(error, (string?)answer["error"]);
            else StringAssert.StartsWith((string?)answer["error"], "Inference-Header-Content-Length: expected at most the ");
        }
    }

    [TestMethod]
    public async Task Request_WrongUrlOrMethod_SaysWhatThereIs()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear));

        Assert.AreEqual((HttpStatusCode.NotFound, "Model: expected one of \"linear\"; received \"cubic\". Correct the URL."), await ErrorAsync("/v2/models/cubic"));
        Assert.AreEqual((HttpStatusCode.NotFound, "Model \"linear\": expected version 1; received \"2\". Correct the URL, or leave the version out."), await ErrorAsync("/v2/models/linear/versions/2/ready"));
        Assert.AreEqual((HttpStatusCode.MethodNotAllowed, "/v2/models/linear/infer: expected POST; received GET. Send it with POST."), await ErrorAsync("/v2/models/linear/infer"));
        Assert.AreEqual((HttpStatusCode.NotFound, "/v1: expected /v2, /v2/health/live, /v2/health/ready, /metrics, or /v2/models/NAME with nothing, /ready or /infer behind it; received another path. Correct the URL."), await ErrorAsync("/v1"));

        async Task<(HttpStatusCode, string?)> ErrorAsync(string path)
        {
            var (status, json) = await server.GetAsync(path);
            return (status, (string?)json["error"]);
        }
    }

    [TestMethod]
    public async Task Request_Hostile_TakesLittleTimeAndMemory()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear));
        await server.InferAsync("linear", Good);
        var many = string.Join(',', Enumerable.Repeat("0", 200_000));
        string[] bodies =
        [
            new string('[', 1_000_000),
            "{\"inputs\":" + string.Concat(Enumerable.Repeat("{\"a\":", 500_000)),
            Changed("[1,2,3]", new string('[', 100_000) + new string(']', 100_000)),
            Changed("[1,3]", "[2147483647,2147483647,2147483647]"),
            Changed("[1,3]", "[700000000,3]"),
            Changed("[1,3]", "[0,9223372036854775807]"),
            Changed("[1,3]", $"[{many}]"),
            Changed("[1,2,3]", $"[{many}]"),
            "{\"inputs\":[" + string.Join(',', Enumerable.Repeat("{\"name\":\"x\",\"shape\":[0,3],\"datatype\":\"FP32\",\"data\":[]}", 10_000)) + "]}",
            Changed("\"x\"", $"\"{new string('x', 1_000_000)}\""),
        ];
        var (start, allocated) = (Stopwatch.GetTimestamp(), GC.GetTotalAllocatedBytes());
        foreach (var body in bodies)
        {
            var (status, answer) = await server.InferAsync("linear", body);
            Assert.AreEqual(HttpStatusCode.BadRequest, status);
            Assert.IsLessThan(1000, ((string)answer["error"]!).Length);
        }

        Assert.IsLessThan(20, Stopwatch.GetElapsedTime(start).TotalSeconds);
        Assert.IsLessThan(200_000_000, GC.GetTotalAllocatedBytes() - allocated);
        Assert.AreEqual(HttpStatusCode.OK, (await server.InferAsync("linear", Good)).Status);
    }

    [TestMethod]
    public async Task Request_BeyondALimit_HasItsStatus()
    {
        await using var server = await ServedModels.StartAsync(Defaults with { MaxBodyBytes = 1000, TimeLimit = TimeSpan.FromSeconds(0.3), Concurrency = 1, Queue = 0 }, ("endless", HandMadeModels.Endless));
        var request = """{"inputs":[{"name":"x","shape":[1],"datatype":"FP32","data":[1]}]}""";

        var (tooLarge, large) = await server.InferAsync("endless", request + new string(' ', 1000));
        Assert.AreEqual(HttpStatusCode.RequestEntityTooLarge, tooLarge);
        Assert.AreEqual("Body: expected at most 1000 bytes; received more. Send less at a time, or start the server with a larger --max-body.", (string?)large["error"]);

        var running = server.InferAsync("endless", request);
        var refused = await server.InferAsync("endless", request);
        for (var attempt = 0; refused.Status == HttpStatusCode.GatewayTimeout && attempt < 10; attempt++)
        {
            // The second may have come first.
            running = server.InferAsync("endless", request);
            refused = await server.InferAsync("endless", request);
        }
        Assert.AreEqual(HttpStatusCode.ServiceUnavailable, refused.Status);
        Assert.AreEqual("Server: expected at most 1 requests at a time and 0 that wait; received one more. Try again later.", (string?)refused.Json["error"]);
        var (status, json) = await running;
        Assert.AreEqual(HttpStatusCode.GatewayTimeout, status);
        Assert.AreEqual("Request: expected an answer within 0.3 seconds; received none until then. Send less at a time, or start the server with a larger --time-limit.", (string?)json["error"]);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Request_TooLarge_SentWholeBeforeTheAnswerIsRead_IsAnswered(bool isChunked)
    {
        // More than sockets take in by themselves.
        const int Length = 64_000_000;
        await using var server = await ServedModels.StartAsync(Defaults with { MaxBodyBytes = 1_000_000 }, ("linear", HandMadeModels.Linear));
        using var client = new RawClient(server);

        await client.SendAsync($"POST /v2/models/linear/infer HTTP/1.1\r\nHost: localhost\r\n{(isChunked ? $"Transfer-Encoding: chunked\r\n\r\n{Length:X}" : $"Content-Length: {Length}\r\n")}\r\n");
        await client.SendAsync(new byte[Length]);
        if (isChunked) await client.SendAsync("\r\n0\r\n\r\n");

        var (status, body) = await client.ReadAsync();
        Assert.AreEqual("HTTP/1.1 413 Payload Too Large", status);
        Assert.AreEqual("""{"error":"Body: expected at most 1000000 bytes; received more. Send less at a time, or start the server with a larger --max-body."}""", body);

        await client.SendAsync("GET /v2/health/ready HTTP/1.1\r\nHost: localhost\r\n\r\n");
        Assert.AreEqual(("HTTP/1.1 200 OK", """{"ready":true}"""), await client.ReadAsync());
    }

    private static string Changed(string from, string to) => Good.Replace(from, to, StringComparison.Ordinal);
}
