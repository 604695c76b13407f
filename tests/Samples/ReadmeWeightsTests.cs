using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Tests.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

#region upgrade
[CustomObject("readme/my-swish", version: 2)]
public sealed record MySwish(double Beta = 1) : Activation
{
    public override Tensor Apply(Tensor input) => input * (Beta * input).sigmoid();

    // Version 1 called it slope.
    [UpgradeFrom(1)]
    internal static void RenameSlope(JsonObject config)
    {
        config["beta"] = config["slope"]?.DeepClone();
        config.Remove("slope");
    }
}
#endregion

[TestClass]
public sealed class ReadmeWeightsTests
{
    [TestMethod]
    public void Readme_Weights_GoBothWays()
    {
        using var folder = new Folder();
        File.Copy(TorchFiles.Path("checkpoint.pth"), folder["trained-in-python.pth"]);
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = Path.GetDirectoryName(folder["trained-in-python.pth"])!;
        try
        {
            SaveAndLoad(new Sequential([new Dense(1)], input: [2]));
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    [TestMethod]
    public void Readme_OlderConfig_IsUpgraded() => Assert.AreEqual(new MySwish(2),
        ObjectConfig.Read(JsonNode.Parse("""{"type":"readme/my-swish","version":1,"config":{"slope":2}}""")!, new CustomObjectRegistry().Register<MySwish>()));

    private static void SaveAndLoad(Sequential model)
    {
        #region weights
        ModelWeights.Save("model.safetensors", model);
        ModelWeights.Load("model.safetensors", model);

        // This file holds {"model": state_dict, "epoch": 3, ...}.
        var options = new WeightLoadOptions { KeyPath = ["model"], Rename = name => name.Replace("fc.", "layers.0."), Strict = false };
        var report = ModelWeights.Load("trained-in-python.pth", model, options);
        Console.WriteLine(report);
        #endregion

        Assert.AreEqual("loaded 2 of 2 weights", report.ToString());
        Assert.AreEqual(1.499f, model.state_dict()["layers.0.kernel"][0, 0].item<float>(), 1e-6f);
    }
}
