using System.Net;
using System.Text.Json.Nodes;
using OnnxForge.Cli;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class ServeProtocolTests
{
    private static readonly ServeOptions Defaults = new();

    [TestMethod]
    public async Task Get_Metadata_IsThatOfTheProtocol()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear));

        AreJson("""{"name":"onnxforge","version":"0.1.0","extensions":["binary_tensor_data"]}""", (await server.GetAsync("/v2")).Json);
        AreJson("""{"live":true}""", (await server.GetAsync("/v2/health/live")).Json);
        AreJson("""{"ready":true}""", (await server.GetAsync("/v2/health/ready")).Json);
        const string Linear = """
            {"name":"linear","versions":["1"],"platform":"onnx_onnxv1","inputs":[{"name":"x","datatype":"FP32","shape":[-1,3]}],"outputs":[{"name":"y","datatype":"FP32","shape":[-1,2]}]}
            """;
        foreach (var path in (string[])["/v2/models/linear", "/v2/models/linear/", "/v2/models/linear/versions/1"]) AreJson(Linear, (await server.GetAsync(path)).Json);
        foreach (var path in (string[])["/v2/models/linear/ready", "/v2/models/linear/versions/1/ready"]) AreJson("""{"name":"linear","ready":true}""", (await server.GetAsync(path)).Json);
    }

    [TestMethod]
    public async Task Infer_Json_GivesWhatTheModelComputes()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear), ("pair", HandMadeModels.Pair));
        const string Expected = """
            {"model_name":"linear","model_version":"1","id":"42","outputs":[{"name":"y","datatype":"FP32","shape":[2,2],"data":[24,19,42,16]}]}
            """;
        foreach (var data in (string[])["[1,2,3,4,5,6]", "[[1,2,3],[4,5,6]]", "[1.0,2e0,3,4,5,6]"])
            AreJson(Expected, (await server.InferAsync("linear", $$"""{"id":"42","parameters":{"priority":1},"inputs":[{"data":{{data}},"name":"x","shape":[2,3],"datatype":"FP32"}]}""")).Json);

        var (status, json) = await server.InferAsync("pair/versions/1", """
            {"inputs":[
              {"name":"names","shape":[1],"datatype":"BYTES","data":["Zo\u00eb \"q\" 😀"]},
              {"name":"left","shape":[1,2],"datatype":"FP32","data":[0.5,"NaN"]},
              {"name":"right","shape":[1,2],"datatype":"FP32","data":[[1e-3,"-Infinity"]]}],
             "outputs":[{"name":"labels"},{"name":"sum"},{"name":"count"}]}
            """);
        Assert.AreEqual(HttpStatusCode.OK, status);
        AreJson("""
            {"model_name":"pair","model_version":"1","outputs":[
              {"name":"labels","datatype":"BYTES","shape":[1],"data":["Zoë \"q\" 😀"]},
              {"name":"sum","datatype":"FP32","shape":[1,2],"data":[0.501,"NaN"]},
              {"name":"count","datatype":"INT64","shape":[],"data":[2]}]}
            """, json);
    }

    [TestMethod]
    [DataRow(OnnxModelBuilder.Bool, "BOOL", "[true,false]")]
    [DataRow(OnnxModelBuilder.Int8, "INT8", "[-128,127]")]
    [DataRow(OnnxModelBuilder.Int16, "INT16", "[-32768,32767]")]
    [DataRow(OnnxModelBuilder.Int32, "INT32", "[-2147483648,2147483647]")]
    [DataRow(OnnxModelBuilder.Int64, "INT64", "[-9223372036854775808,9223372036854775807]")]
    [DataRow(OnnxModelBuilder.UInt8, "UINT8", "[0,255]")]
    [DataRow(OnnxModelBuilder.UInt16, "UINT16", "[0,65535]")]
    [DataRow(OnnxModelBuilder.UInt32, "UINT32", "[0,4294967295]")]
    [DataRow(OnnxModelBuilder.UInt64, "UINT64", "[0,18446744073709551615]")]
    [DataRow(OnnxModelBuilder.Float32, "FP32", "[3.4028235E+38,-1E-45]")]
    [DataRow(OnnxModelBuilder.Float64, "FP64", "[1.7976931348623157E+308,\"-Infinity\"]")]
    [DataRow(OnnxModelBuilder.Text, "BYTES", "[\"\",\"€\"]")]
    public async Task Infer_EachType_KeepsTheExtremes(int type, string name, string data)
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("same", HandMadeModels.Identity(type)));

        var request = $$"""{"inputs":[{"name":"x","shape":[2],"datatype":"{{name}}","data":{{data}}}]}""";
        var (status, json) = await server.InferAsync("same", request);
        Assert.AreEqual(HttpStatusCode.OK, status, json.ToJsonString());
        AreJson(data, json["outputs"]![0]!["data"]!);

        // The same through binary data and back.
        var (_, asked, binary) = await server.InferAsync("same", request[..^1] + ""","parameters":{"binary_data_output":true}}""", []);
        var again = $$$"""{"inputs":[{"name":"x","shape":[2],"datatype":"{{{name}}}","parameters":{"binary_data_size":{{{binary.Length}}}}}]}""";
        Assert.AreEqual(binary.Length, (int)asked["outputs"]![0]!["parameters"]!["binary_data_size"]!);
        AreJson(data, (await server.InferAsync("same", again, binary)).Json["outputs"]![0]!["data"]!);
    }

    [TestMethod]
    [DataRow(OnnxModelBuilder.Float16, "FP16")]
    [DataRow(OnnxModelBuilder.BFloat16, "BF16")]
    public async Task Infer_Half_TravelsAsBinaryDataAlone(int type, string name)
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("same", HandMadeModels.Identity(type)));
        byte[] halves = [0x00, 0x3C, 0x01, 0x7C];
        var request = $$$"""{"inputs":[{"name":"x","shape":[2],"datatype":"{{{name}}}","parameters":{"binary_data_size":4}}],"outputs":[{"name":"y","parameters":{"binary_data":true}}]}""";

        var (status, _, binary) = await server.InferAsync("same", request, halves);
        Assert.AreEqual(HttpStatusCode.OK, status);
        CollectionAssert.AreEqual(halves, binary);

        var (asJson, error, _) = await server.InferAsync("same", request.Replace("true", "false", StringComparison.Ordinal), halves);
        Assert.AreEqual(HttpStatusCode.BadRequest, asJson);
        Assert.AreEqual($"Output \"y\": expected {name} asked for as binary data, as JSON has no form for it; received JSON. Set the parameter \"binary_data_output\", or \"binary_data\" of this output, to true.", (string?)error["error"]);
    }

    [TestMethod]
    public async Task Infer_BinaryMixedWithJson_FollowsTheOrderOfTheTensors()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("pair", HandMadeModels.Pair));
        byte[] texts = [1, 0, 0, 0, (byte)'a', 0, 0, 0, 0];
        byte[] right = [.. ((float[])[10, 20, 30, 40]).SelectMany(BitConverter.GetBytes)];

        var (status, json, binary) = await server.InferAsync("pair", """
            {"parameters":{"binary_data_output":true},"inputs":[
              {"name":"names","shape":[2],"datatype":"BYTES","parameters":{"binary_data_size":9}},
              {"name":"left","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]},
              {"name":"right","shape":[2,2],"datatype":"FP32","parameters":{"binary_data_size":16}}],
             "outputs":[{"name":"labels"},{"name":"count","parameters":{"binary_data":false}},{"name":"sum"}]}
            """, [.. texts, .. right]);

        Assert.AreEqual(HttpStatusCode.OK, status, json.ToJsonString());
        AreJson("""[{"name":"labels","datatype":"BYTES","shape":[2],"parameters":{"binary_data_size":9}},{"name":"count","datatype":"INT64","shape":[],"data":[4]},{"name":"sum","datatype":"FP32","shape":[2,2],"parameters":{"binary_data_size":16}}]""", json["outputs"]!);
        CollectionAssert.AreEqual((byte[])[.. texts, .. ((float[])[11, 22, 33, 44]).SelectMany(BitConverter.GetBytes)], binary);
    }

    [TestMethod]
    public async Task Infer_NoRows_GivesNoRows()
    {
        await using var server = await ServedModels.StartAsync(Defaults, ("linear", HandMadeModels.Linear));

        var (_, json) = await server.InferAsync("linear", """{"inputs":[{"name":"x","shape":[0,3],"datatype":"FP32","data":[]}]}""");

        AreJson("""[{"name":"y","datatype":"FP32","shape":[0,2],"data":[]}]""", json["outputs"]!);
    }

    internal static void AreJson(string expected, JsonNode received) => Assert.AreEqual(JsonNode.Parse(expected)!.ToJsonString(), received.ToJsonString());
}
