using System.Globalization;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference.Apps;

/// <summary>Applications without a host: a console application, and a library.</summary>
[TestClass]
public sealed class ConsoleAppTests
{
    [TestMethod]
    public void ExportedModel_Here_ComputesWhatTheAppsAreComparedWith()
    {
        using var model = InferenceModel.Load(ExportedModel.Path);
        Assert.AreEqual(Features.Price(5), model.Predict(Features.Row(5))[0]);
        Assert.AreNotEqual(Features.Price(5), Features.Price(6));
    }

    [TestMethod]
    public void Console_WithARow_PrintsItsPrice()
    {
        using var app = AppProcess.Start("Console", [ExportedModel.Path, .. Features.Row(5).Select(value => value.ToString(CultureInfo.InvariantCulture))]);
        Assert.AreEqual(0, app.WaitForExit(), app.Errors);
        Assert.AreEqual($"{Features.Price(5)}\n", app.Text);
    }

    [TestMethod]
    public void Console_WithoutTheFile_SaysWhatIsMissing()
    {
        using var app = AppProcess.Start("Console", "none.onnx", "1");
        Assert.AreNotEqual(0, app.WaitForExit());
        Assert.Contains("OnnxForge.Inference.ModelLoadException: Model 'none.onnx': expected a model file; received no file at that path. Check the path, or export the model first.", app.Errors);
    }

    [TestMethod]
    [DataRow("Console")]
    [DataRow("Api")]
    [DataRow("Worker")]
    [DataRow("Aot")]
    public void App_AsBuilt_HasOnnxRuntimeAndNoLibTorch(string sample)
    {
        var files = Files(sample);
        Assert.IsTrue(files.Any(file => file is "libonnxruntime.so" or "onnxruntime.dll" or "libonnxruntime.dylib"), string.Join(' ', files));
        AssertNoTorch(files);
        AssertNoTorch(Packages(sample));
    }

    [TestMethod]
    public void Library_AsBuilt_BringsManagedCodeAlone()
    {
        CollectionAssert.AreEqual(
            new[] { "Library", "Microsoft.ML.OnnxRuntime.Managed", "OnnxForge.Inference", "System.Numerics.Tensors" }, Packages("Library").Order(StringComparer.Ordinal).ToArray());
        CollectionAssert.AreEqual(
            new[] { "Library.dll", "Microsoft.ML.OnnxRuntime.dll", "OnnxForge.Inference.dll", "System.Numerics.Tensors.dll" },
            Files("Library").Where(file => Path.GetExtension(file) is not (".xml" or ".pdb" or ".json")).Order(StringComparer.Ordinal).ToArray());
    }

    private static void AssertNoTorch(string[] names) => Assert.IsFalse(names.Any(name => name.Contains("torch", StringComparison.OrdinalIgnoreCase) || name.Contains("protobuf", StringComparison.OrdinalIgnoreCase)), string.Join(' ', names));

    private static string[] Files(string sample) => [.. Directory.GetFiles(AppProcess.OutputOf(sample), "*", SearchOption.AllDirectories).Select(file => Path.GetFileName(file))];

    /// <summary>Packages and projects by the list that the build wrote.</summary>
    private static string[] Packages(string sample)
    {
        using var list = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(AppProcess.OutputOf(sample), sample + ".deps.json")));
        return [.. list.RootElement.GetProperty("libraries").EnumerateObject().Select(library => library.Name.Split('/')[0])];
    }
}
