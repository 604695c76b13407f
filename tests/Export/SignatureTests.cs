using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What inputs and outputs of exported functions are called, and that every kind of result arrives.</summary>
[TestClass]
public sealed class SignatureTests
{
    private sealed class Pair() : nn.Module<Tensor, (Tensor Mean, (Tensor Low, Tensor High) Bounds)>("Pair")
    {
        public override (Tensor Mean, (Tensor Low, Tensor High) Bounds) forward(Tensor x) => (x.mean([1]), (x.amin([1]), x.amax([1])));
    }

    private sealed class Named() : nn.Module<Tensor, Dictionary<string, Tensor[]>>("Named")
    {
        public override Dictionary<string, Tensor[]> forward(Tensor x) => new() { ["encoder"] = [x + 1, x * 2], ["x"] = [x.relu()] };
    }

    private sealed record Report(Tensor Score, Tensor Label);

    private sealed class Recorded() : nn.Module<Tensor, Report>("Recorded")
    {
        public override Report forward(Tensor x) => new(x.softmax(1), x.argmax(1));
    }

    private sealed class Deep() : nn.Module<Tensor, (((Tensor Low, Tensor High) Bounds, Tensor[] Parts) Column, List<(Tensor Sum, Tensor Mean)> Rows)>("Deep")
    {
        public override (((Tensor Low, Tensor High) Bounds, Tensor[] Parts) Column, List<(Tensor Sum, Tensor Mean)> Rows) forward(Tensor x) =>
            (((x.amin([1]), x.amax([1])), [x + 1]), [(x.sum(1), x.mean([1])), (x.abs().sum(1), x.abs().mean([1]))]);
    }

    private sealed class Long() : nn.Module<Tensor, (Tensor A, Tensor B, Tensor C, Tensor D, Tensor E, Tensor F, Tensor G, (Tensor Low, Tensor High) H, Tensor I)>("Long")
    {
        public override (Tensor A, Tensor B, Tensor C, Tensor D, Tensor E, Tensor F, Tensor G, (Tensor Low, Tensor High) H, Tensor I) forward(Tensor x) =>
            (x + 1, x + 2, x + 3, x + 4, x + 5, x + 6, x + 7, (x - 1, x + 8), x + 9);
    }

    private sealed class Joined() : nn.Module<(Tensor Query, (Tensor Key, Tensor Value) Memory), Tensor>("Joined")
    {
        public override Tensor forward((Tensor Query, (Tensor Key, Tensor Value) Memory) input) => input.Query * input.Memory.Key - input.Memory.Value;
    }

    private sealed record State(Tensor Hidden, (Tensor Cell, Tensor Gate) Inner);

    private sealed class Stepping() : nn.Module<Tensor, State, State>("Stepping")
    {
        public override State forward(Tensor x, State state) => new(x + state.Hidden, (state.Inner.Cell * 2, state.Inner.Gate - x));
    }

    private sealed class Unnamed() : nn.Module<(Tensor, Tensor[]), Tensor>("Unnamed")
    {
        public override Tensor forward((Tensor, Tensor[]) input) => input.Item2.Aggregate(input.Item1, (sum, next) => sum * 2 + next);
    }

    private static string Inputs(ExportedModel model) => string.Join("; ", OnnxFileSummary.Read(model.Bytes).Inputs.Select(i => i.Name));

    private static Tensor[] Matrices(int count) => [.. Enumerable.Range(0, count).Select(_ => randn(4, 3))];

    private static string Outputs(ExportedModel model) => string.Join("; ", OnnxFileSummary.Read(model.Bytes).Outputs.Select(o => o.ToString()));

    private static string Outputs(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, params Tensor[] examples) => Outputs(OnnxExporter.Build(function, examples));

    [TestMethod]
    public void Build_NestedTuple_IsNamedByItsElements() =>
        Assert.AreEqual("Mean float32 [batch]; Bounds.Low float32 [batch]; Bounds.High float32 [batch]", Outputs(OnnxExporter.Build(new Pair(), [randn(4, 3)])));

    [TestMethod]
    public void Build_Dictionary_IsNamedByItsKeys() =>
        Assert.AreEqual("encoder.0 float32 [batch, 3]; encoder.1 float32 [batch, 3]; x.0 float32 [batch, 3]", Outputs(OnnxExporter.Build(new Named(), [randn(4, 3)])));

    [TestMethod]
    public void Build_Record_IsNamedByItsProperties() =>
        Assert.AreEqual("Score float32 [batch, 3]; Label int64 [batch]", Outputs(OnnxExporter.Build(new Recorded(), [randn(4, 3)])));

    [TestMethod]
    public void Build_TuplesThreeDeepAndListsOfTuples_KeepTheirNames() => Assert.AreEqual(
        "Column.Bounds.Low float32 [batch]; Column.Bounds.High float32 [batch]; Column.Parts.0 float32 [batch, 3]; Rows.0.Sum float32 [batch]; Rows.0.Mean float32 [batch]; Rows.1.Sum float32 [batch]; Rows.1.Mean float32 [batch]",
        Outputs(OnnxExporter.Build(new Deep(), Matrices(1))));

    [TestMethod]
    public void Build_TupleOfNineElements_KeepsItsNames() => Assert.AreEqual("A; B; C; D; E; F; G; H.Low; H.High; I",
        string.Join("; ", OnnxFileSummary.Read(OnnxExporter.Build(new Long(), Matrices(1)).Bytes).Outputs.Select(o => o.Name)));

    [TestMethod]
    public void Build_ModuleOfATuple_TakesItsElements() => Assert.AreEqual("Query; Memory.Key; Memory.Value", Inputs(OnnxExporter.Build(new Joined(), Matrices(3))));

    [TestMethod]
    public void Build_ModuleOfARecord_TakesItsProperties()
    {
        var model = OnnxExporter.Build(new Stepping(), Matrices(4));
        Assert.AreEqual("x; state.Hidden; state.Inner.Cell; state.Inner.Gate", Inputs(model));
        Assert.AreEqual("Hidden float32 [batch, 3]; Inner.Cell float32 [batch, 3]; Inner.Gate float32 [batch, 3]", Outputs(model));
    }

    [TestMethod]
    public void Build_TupleWithAnArray_TakesWhatIsLeft() => Assert.AreEqual("input.0; input_1; input_2", Inputs(OnnxExporter.Build(new Unnamed(), Matrices(3))));

    [TestMethod]
    [DataRow(2, "Module Joined: expected 3 example tensors, one for each parameter of forward (Query, Memory.Key, Memory.Value); received 2. Pass one example for each.")]
    [DataRow(4, "Module Joined: expected 3 example tensors, one for each parameter of forward (Query, Memory.Key, Memory.Value); received 4. Pass one example for each.")]
    public void Build_TooFewOrTooManyExamples_AreRefused(int count, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(new Joined(), Matrices(count))).Message);

    [TestMethod]
    public void Build_SameTensorTwiceInputConstantAndUnusedInput_AllStand()
    {
        var result = OnnxExporter.Build(x =>
        {
            var y = x[0] + 1;
            return [y, y, x[0], tensor(new float[] { 1, 2 }), x[0] > 0, x[0].sum()];
        }, [randn(4, 3), randn(4, 2)]);
        Assert.AreEqual("output_0 float32 [batch, 3]; output_1 float32 [batch, 3]; output_2 float32 [batch, 3]; output_3 float32 [2]; output_4 bool [batch, 3]; output_5 float32 []", Outputs(result));
        Assert.AreEqual("input_0 float32 [batch, 3]; input_1 float32 [batch, 2]", string.Join("; ", OnnxFileSummary.Read(result.Bytes).Inputs));
    }

    [TestMethod]
    public void Build_ScalarInput_HasNoDimensions() => Assert.AreEqual("output_0 float32 [batch, 3]; output_1 float32 []", Outputs(x => [x[0] * x[1], x[1] + 1], randn(4, 3), tensor(2f)));

    [TestMethod]
    public void Build_NoOutput_IsRefused()
    {
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(_ => [], [randn(4, 3)]));
        Assert.AreEqual("The function's result: expected at least one tensor; received none. Return what the file is to give.", error.Message);
    }
}
