using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class RecipeExportTests
{
    public static IEnumerable<object[]> Cases => from recipe in Recipes.All from opset in new[] { 17, 20, 23 } select new object[] { recipe.Name, opset };

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void Build_TrainedRecipe_TakesRawRowsAndAgrees(string name, int opset)
    {
        random.manual_seed(3);
        var rows = GeneratedHousing.Create(300, seed: 5);
        var schema = TabularSchema.Fit(rows);
        using var model = new TabularModel(schema, Recipes.Find(name)!.Create());
        var (x, y) = model.Encode(rows);
        ((OnnxForge.Authoring.Model)model.Core).Fit(x, y, new FitOptions { Epochs = 1 });
        var exported = OnnxExporter.Build(model, schema.Inputs(rows), new ExportOptions
        {
            Opset = opset,
            Inputs = [.. schema.Numeric.Select(c => new InputSpec(c.Name)), .. schema.Text.Select(c => new InputSpec(c.Name) { Vocabulary = c.Vocabulary })],
            OutputNames = [schema.Target.Name],
        });
        using var session = InferenceModel.Load(exported.Bytes);
        StringAssert.StartsWith(session.Metadata["model.config"], "{\"type\":\"onnxforge/tabular-model\",\"version\":1,\"config\":{\"schema\":");
        CollectionAssert.IsSubsetOf(new[] { "onnxforge.format_version", "onnxforge.parity", "onnxforge.signature" }, session.Metadata.Keys.ToArray());
        Assert.HasCount(schema.Numeric.Count + schema.Text.Count, session.Signature.Inputs);
        Assert.AreEqual($"{schema.Target.Name} float32 [batch, 1]", session.Signature.Outputs[0].ToString());
        Assert.IsLessThan(1e-4, exported.Report.Parity.Cases.Where(c => c.Sizes["batch"] <= 64).Max(c => c.MaxRelative)); // the more rows, the nearer some result is to zero
    }
}
