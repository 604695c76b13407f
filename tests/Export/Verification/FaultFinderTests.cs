using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What an error says is to blame: the first operator whose value differs, a pass, or ONNX Runtime.</summary>
[TestClass]
public sealed class FaultFinderTests
{
    private static readonly IReadOnlyDictionary<string, LoweringRule> WrongExponential = new Dictionary<string, LoweringRule> { ["aten::exp"] = c => [c.Op("Tanh", [c.Input(0)])] };

    private static readonly Dictionary<string, (Func<Tensor, Tensor> Function, string Blamed)> Faults = new()
    {
        ["in the middle of a long chain"] = (x => { for (int i = 0; i < 12; i++) x = i == 6 ? x.exp() : (x * 0.9 + 0.1).tanh(); return x; }, "aten::exp"),
        ["in one of two branches"] = (x => (x.relu() * 2 + 1) / (x.exp() + 3), "aten::exp"),
        ["in a value written later"] = (x => { var y = x.exp(); var sum = y.sum(1); y.zero_(); return sum + y.sum(1); }, "aten::exp"),
        ["in a write"] = (x => { var y = x * 2; y.exp_(); y.add_(1); return y.sin(); }, "aten::exp_"),
        ["in a write into a view"] = (x => { var y = x * 2; y.select(1, 0).exp_(); return y + 1; }, "aten::exp_"),
        ["in a write into the input"] = (x => { x.exp_(); return x + 1; }, "aten::exp_"),
        ["in the last operator"] = (x => (x * 2).relu().exp(), "aten::exp"),
        ["twice"] = (x => (x.exp() + 1).exp(), "aten::exp"),
    };

    public static IEnumerable<object[]> FaultNames => Faults.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(FaultNames))]
    public void Build_FaultInAnOperator_NamesIt(string name)
    {
        using var example = randn(4, 3);
        var (function, blamed) = Faults[name];
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(function, example, new ExportOptions { LoweringOverrides = WrongExponential }));
        StringAssert.Contains(error.Message, $"The first value that differs is the result of {blamed} at FaultFinderTests.cs:");
    }

    [TestMethod]
    public void Build_FaultInASubmodule_NamesItsPath()
    {
        using var net = nn.Sequential(("first", nn.Linear(3, 4)), ("activation", nn.ReLU()), ("last", nn.Linear(4, 2)));
        using var example = randn(4, 3);
        var wrong = new Dictionary<string, LoweringRule> { ["aten::relu"] = c => [c.Op("Abs", [c.Input(0)])] };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(net, [example], new ExportOptions { LoweringOverrides = wrong }));
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::relu");
        StringAssert.Contains(error.Message, "(module activation)");
    }

    [TestMethod]
    public void Build_RuntimeThatChangesTheResultAtALevel_IsBlamed()
    {
        using var example = randn(4, 3);
        var verification = new VerificationOptions { BytesForLevel = (bytes, level) => level == GraphOptimization.Extended ? WithoutAddition(bytes) : bytes };
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => x.relu() + 1, example, new ExportOptions { Verification = verification }));
        StringAssert.EndsWith(error.Message, "ONNX Runtime's optimization level 'extended' changes the result: the nodes as they stand in the file give the right one. Report it to ONNX Runtime. No file was written.");
    }

    [TestMethod]
    [DataRow("write through the result")]
    [DataRow("write through the argument")]
    public void Build_ResultThatIsAViewAtOneSizeOnlyBeforeAWrite_IsRefusedWithTheLines(string written)
    {
        using var example = randn(4, 3);
        Tensor Run(Tensor x)
        {
            var y = x * 2;
            var rows = y.t().reshape(-1); // a view of one row, and a copy of several
            if (written == "write through the result") rows.neg_();
            else y.neg_();
            return y.sum(1) + rows.sum();
        }
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(Run, example));
        StringAssert.Matches(error.Message, new(@"^Verification at batch = 1, aten::reshape at FaultFinderTests\.cs:\d+: expected a view at every size or a copy at every size; received a view of its argument at batch = 1 and a copy where it was traced: "
            + @"what aten::neg_ at FaultFinderTests\.cs:\d+ writes shows on both sides of a view and on one of a copy, so that the function itself differs\. "
            + @"Call clone\(\) on the result before the write, or leave such sizes out by the dimension's Min and Max\. No file was written\.$"));
    }

    [TestMethod]
    public void Build_ResultThatIsAViewAtOneSizeOnlyWithoutAWriteThatShows_IsProved()
    {
        using var example = randn(4, 3);
        OnnxExporter.Build(x => { var rows = (x * 2).t().reshape(-1); rows.neg_(); return rows.sum() + x; }, example);
    }

    [TestMethod]
    public void Build_ResultThatIsAViewFromASizeOn_IsProvedWithoutThatSize()
    {
        using var example = randn(4, 3);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new() { [0] = new("batch", Min: 2) } }] };
        OnnxExporter.Build(x => { var y = x[0] * 2; y.t().reshape(-1).neg_(); return [y]; }, [example], options);
    }

    [TestMethod]
    public void Build_FaultWhereAResultIsAViewAtOneSizeOnly_NamesTheFault()
    {
        using var example = randn(4, 3);
        var error = Assert.ThrowsExactly<VerificationException>(() => OnnxExporter.Build(x => { var rows = (x * 2).t().reshape(-1); rows.neg_(); return rows.exp(); }, example, new ExportOptions { LoweringOverrides = WrongExponential }));
        StringAssert.Contains(error.Message, "The first value that differs is the result of aten::exp at FaultFinderTests.cs:");
    }

    private static ReadOnlyMemory<byte> WithoutAddition(ReadOnlyMemory<byte> bytes)
    {
        var model = OnnxReader.Read(bytes);
        new Rewrite("none", "Add", "Sub").Run(model);
        return OnnxWriter.Write(model);
    }

    [TestMethod]
    public void Build_PassThatThrows_IsLeftOut() => AssertLeftOut(new Rewrite("Thrower", "", "", _ => throw new InvalidOperationException("no reason")), "left out: the pass Thrower fails (Pass 'Thrower', round 1: InvalidOperationException: no reason)");

    [TestMethod]
    public void Build_PassThatBreaksTheGraph_IsLeftOut() => AssertLeftOut(new Rewrite("Breaker", "", "", m => m.Graph.Nodes.Reverse()), "left out: the pass Breaker fails (Pass 'Breaker', round 1: one that breaks topological-order: ");

    [TestMethod]
    public void Build_PassThatMakesWhatDoesNotLoad_IsLeftOut() => AssertLeftOut(new Rewrite("Inventor", "Add", "NoSuchOperator"), "left out: the pass Inventor changes what the graph computes (Verification");

    [TestMethod]
    public void Build_PassThatIsWrongAtOneSize_IsLeftOut() => AssertLeftOut(new Rewrite("Freezer", "", "", Freeze), "left out: the pass Freezer changes what the graph computes (Verification at batch = ");

    [TestMethod]
    public void Build_TwoWrongPasses_BothAreLeftOut()
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x => (x.relu() + 1) * 3, example, new ExportOptions { Passes = [new(new Rewrite("One", "Add", "Sub"), ""), .. PassPipeline.Default.Positions, new(new Rewrite("Two", "Mul", "Div"), "")] });
        CollectionAssert.AreEquivalent(new[] { "One", "Two" }, model.Report.Warnings.Select(w => w.Split(' ')[4]).ToArray());
    }

    [TestMethod]
    public void Build_PassThatIsWrongAfterAnotherOnly_IsLeftOut()
    {
        using var example = randn(4, 3);
        var first = new Rewrite("Prepares", "Add", "Mean");
        var second = new Rewrite("Spoils", "Mean", "Max");
        var model = OnnxExporter.Build(x => { var y = x.relu(); return y + y; }, example, new ExportOptions { Passes = [new(first, ""), new(second, "")] });
        Assert.IsNotEmpty(model.Report.Warnings);
        Assert.AreEqual(1, model.Report.Operators["Add"]);
    }

    [TestMethod]
    public void Build_PassThatThrowsUnderStrict_IsRefused()
    {
        using var example = randn(4, 3);
        var error = Assert.Throws<ExportException>(() => OnnxExporter.Build(x => x.relu() + 1, example, WithPass(new Rewrite("Thrower", "", "", _ => throw new InvalidOperationException("no reason")), strict: true)));
        Assert.AreEqual("Pass 'Thrower', round 1: expected a rewrite; received InvalidOperationException: no reason. Build the graph again and leave 'Thrower' out of the pipeline.", error.Message);
    }

    private static void AssertLeftOut(Rewrite pass, string warning)
    {
        using var example = randn(4, 3);
        var model = OnnxExporter.Build(x => (x.relu() + 1).view(x.shape[0] * 3), example, WithPass(pass, strict: false));
        StringAssert.StartsWith(model.Report.Warnings.Single(), warning);
        Assert.AreEqual(1, model.Report.Operators["Add"]);
    }

    private static ExportOptions WithPass(IGraphPass pass, bool strict) => new() { Strict = strict, Passes = [.. PassPipeline.Default.Positions, new PassPosition(pass, "planted")] };

    // what is right at the size that the example was traced at first
    private static void Freeze(Model model)
    {
        int index = model.Graph.Nodes.FindIndex(n => n.OpType == "Reshape");
        var node = model.Graph.Nodes[index];
        node.SetInput(1, model.Graph.AddConstant(null, ConstantTensor.Int64s(3)));
    }

    /// <summary>A pass that puts one operator in another's place, or does anything else.</summary>
    private sealed class Rewrite(string name, string from, string to, Action<Model>? other = null) : IGraphPass
    {
        public string Name => name;

        public PassResult Run(Model model)
        {
            other?.Invoke(model);
            var changes = new List<string>();
            for (int i = 0; i < model.Graph.Nodes.Count; i++)
                if (model.Graph.Nodes[i] is var node && node.OpType == from)
                {
                    var wrong = model.Graph.InsertNode(i, to, node.Inputs, [(node.Output.Type, node.Output.Shape)]);
                    model.Graph.ReplaceAndRemove(node.Output, wrong.Output);
                    changes.Add("Rewritten.");
                }
            return new PassResult(changes, []);
        }
    }
}
