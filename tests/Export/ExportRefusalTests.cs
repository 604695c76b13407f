using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class ExportRefusalTests
{
    [TestMethod]
    public void Build_UnsupportedOperators_ListsAllWithTheirLines()
    {
        using var example = rand(4, 3);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x =>
        {
            var a = x.abs().poisson();
            return x.sigmoid().bernoulli() + a.sum();
        }, example));
        CollectionAssert.Contains(error.Operators.Select(o => o.Operator).ToArray(), "aten::poisson");
        CollectionAssert.Contains(error.Operators.Select(o => o.Operator).ToArray(), "aten::bernoulli");
        Assert.IsTrue(error.Operators.All(o => o.Source!.StartsWith("ExportRefusalTests.cs:", StringComparison.Ordinal)), error.Message);
    }

    [TestMethod]
    public void Build_OperatorWithoutOnnxForm_SaysWhy()
    {
        using var example = randn(4, 3, 3);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x => linalg.eigvals(x).real, example));
        Assert.AreEqual("an iteration that stops by its data, for which ONNX has no operator", error.Operators.Single().Reason);
    }

    [TestMethod]
    public void Build_BranchOnData_NamesTheLine()
    {
        using var example = randn(64, 3);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x * x.sum().item<float>(), example));
        StringAssert.StartsWith(error.Message, "aten::mul.Scalar at ExportRefusalTests.cs:");
        StringAssert.EndsWith(error.Message, "on other data of the same sizes. The value was read from a tensor; compute it with tensor operators.");
    }

    [TestMethod]
    public void Build_BranchOnSize_IsRefused()
    {
        using var example = randn(4, 3);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => x.shape[0] > 6 ? x.relu() : x.exp(), example));
        StringAssert.Contains(error.Message, "expected aten::exp (ExportRefusalTests.cs:");
        StringAssert.Contains(error.Message, "as in the trace at batch = 5; received aten::relu (ExportRefusalTests.cs:");
    }

    [TestMethod]
    public void Build_WriteThroughExpandedView_IsRefused()
    {
        using var example = randn(4, 3);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x =>
        {
            var y = x.diagonal();
            y.mul_(2);
            return x + 1;
        }, example));
        StringAssert.Contains(error.Message, "aten::");
    }

    private sealed class Counter : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor calls = zeros(1);

        public Counter() : base("Counter")
        {
            register_buffer("calls", calls);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x) => x + calls.add_(1);
    }

    [TestMethod]
    public void Build_BufferWritten_NamesTheBuffer()
    {
        using var net = new Counter();
        using var example = randn(4, 3);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(net, [example]));
        StringAssert.Contains(error.Message, "received writes into 1 of them:\n  calls by aten::add_.Scalar at ExportRefusalTests.cs:");
    }

    [TestMethod]
    public void Export_PlantedWrongLowering_IsRefusedAndLeavesTheFile()
    {
        using var example = randn(4, 3);
        var path = Path.Combine(Directory.CreateTempSubdirectory("onnxforge").FullName, "model.onnx");
        File.WriteAllText(path, "the old file");
        var options = new ExportOptions
        {
            LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::relu"] = c => [c.Op("LeakyRelu", [c.Input(0)])] },
        };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Export(x => x.relu(), example, path, options));
        StringAssert.StartsWith(error.Message, "Verification at batch = 1, output 'output'[0, ");
        StringAssert.Contains(error.Message, " as the function gives; received -0.0");
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::relu at ExportRefusalTests.cs:");
        Assert.AreEqual("the old file", File.ReadAllText(path));
        Assert.HasCount(1, Directory.GetFiles(Path.GetDirectoryName(path)!));
        Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
    }

    [TestMethod]
    public void Build_PlantedWrongLoweringInside_NamesTheFirstOperatorThatDiffers()
    {
        using var example = randn(4, 3);
        var options = new ExportOptions
        {
            LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::exp"] = c => [c.Op("Tanh", [c.Input(0)])] },
        };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => (x * 2).exp().sum(1).sqrt() + 1, example, options));
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::exp at ExportRefusalTests.cs:");
    }

    private sealed class SubtractionForAddition : IGraphPass
    {
        public string Name => nameof(SubtractionForAddition);

        public PassResult Run(Model model)
        {
            var changes = new List<string>();
            for (int i = 0; i < model.Graph.Nodes.Count; i++)
                if (model.Graph.Nodes[i] is { OpType: "Add" } add)
                {
                    var wrong = model.Graph.InsertNode(i, "Sub", add.Inputs, [(add.Output.Type, add.Output.Shape)]);
                    model.Graph.ReplaceAndRemove(add.Output, wrong.Output);
                    changes.Add($"Broke '{add.Name}'.");
                }
            return new PassResult(changes, []);
        }
    }

    private static ExportOptions WithBrokenPass(bool strict) => new()
    {
        Strict = strict,
        Passes = [PassPipeline.Default.Positions[0], new PassPosition(new SubtractionForAddition(), "planted"), .. PassPipeline.Default.Positions.Skip(1)],
    };

    [TestMethod]
    public void Build_PlantedWrongPass_IsLeftOutWithAWarning()
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x => x.relu() + 1, example, WithBrokenPass(strict: false));
        Assert.AreEqual(1, model.Report.Operators["Add"]);
        StringAssert.StartsWith(model.Report.Warnings.Single(), "left out: the pass SubtractionForAddition changes what the graph computes (Verification at batch = 1, output 'output'[0, 0]");
    }

    [TestMethod]
    public void Build_PlantedWrongPassUnderStrict_IsRefused()
    {
        using var example = randn(4, 3);
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => x.relu() + 1, example, WithBrokenPass(strict: true)));
        StringAssert.EndsWith(error.Message, "To blame is the pass SubtractionForAddition; export without strict to leave it out. No file was written.");
    }

    [TestMethod]
    public void Build_FrozenBatch_IsRefused()
    {
        using var example = randn(4, 3);
        var options = new ExportOptions
        {
            LoweringOverrides = new Dictionary<string, LoweringRule> { ["aten::view"] = c => [c.Op("Reshape", [c.Input(0), c.Int64s(15)])] },
        };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => x.view(-1), example, options));
        StringAssert.StartsWith(error.Message, "Verification at batch = 1, aten::view at ExportRefusalTests.cs:");
    }

    [TestMethod]
    public void Build_DropoutInTrainingMode_IsEvaluated()
    {
        using var net = nn.Sequential(("linear", nn.Linear(3, 3)), ("dropout", nn.Dropout(0.5)));
        using var example = randn(4, 3);
        net.train();
        var model = OnnxExporter.Build(net, [example]);
        Assert.IsTrue(net.training);
        CollectionAssert.AreEqual(new[] { "Gemm" }, model.Report.Operators.Keys.ToArray());
    }

    [TestMethod]
    public void Build_DynamicDimensionOutOfRange_NamesTheInput()
    {
        using var example = randn(4, 3);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [2] = "depth" } }] };
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(x => x, example, options));
        Assert.AreEqual("Input 'x': expected a dynamic dimension from 0 to 1; received 2. Count dimensions from 0 at the front.", error.Message);
    }
}
