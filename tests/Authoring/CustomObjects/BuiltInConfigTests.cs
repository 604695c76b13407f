using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class BuiltInConfigTests
{
    [TestMethod]
    public void BuiltIns_WrittenAndRead_KeepTheirConfig()
    {
        foreach (var (custom, type, config) in BuiltIns.All)
        {
            var rebuilt = ConfigContract.RoundTrip(custom, $$"""{"type":"onnxforge/{{type}}","version":1,"config":{{config}}}""", SampleFunctions.Registry);
            if (custom is Loss or Initializer or Regularizer or Constraint or Activation) Assert.AreEqual(custom, rebuilt);
        }
    }

    [TestMethod]
    public void BuiltIns_OfTheAssembly_AllHaveARow()
    {
        var marked = typeof(Layer).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomObjectAttribute), false)
            && type.Namespace == "OnnxForge.Authoring" && IsOfThisTest(type));
        Assert.AreEqual("", string.Join(", ", marked.Except(BuiltIns.All.Select(row => row.Custom.GetType())).Select(type => type.Name)));
    }

    // Modules other than layers of this room's folder are tested beside what they do.
    private static bool IsOfThisTest(Type type) => !typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(type) || type == typeof(Dense);
}
