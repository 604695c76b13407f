using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class AccurateSigmoidTests
{
    // what reads a sigmoid s, given a graph that makes constants and nodes, and the input x
    private static readonly Dictionary<string, Func<Graph, Value, Value, Value>> Telling = new()
    {
        ["log(s)"] = (g, s, _) => On(g, "Log", s),
        ["ceil(s)"] = (g, s, _) => On(g, "Ceil", s),
        ["sqrt(s)"] = (g, s, _) => On(g, "Sqrt", s),
        ["1 / s"] = (g, s, _) => On(g, "Reciprocal", s),
        ["x / s"] = (g, s, x) => On(g, "Div", x, s),
        ["s to the 0.5"] = (g, s, _) => On(g, "Pow", s, Number(g, 0.5f)),
        ["s to the x"] = (g, s, x) => On(g, "Pow", s, x),
        ["log(s + 1e-8)"] = (g, s, _) => On(g, "Log", On(g, "Add", s, Number(g, 1e-8f))),
        ["log(clip(s))"] = (g, s, _) => On(g, "Log", On(g, "Clip", s, Number(g, 1e-7f), Number(g, 1))),
        ["floor(-2 * s)"] = (g, s, _) => On(g, "Floor", On(g, "Mul", On(g, "Neg", s), Number(g, 2))),
        ["s / sum(s)"] = (g, s, _) => On(g, "Div", s, On(g, "ReduceSum", s)),
        ["log(x * s + x)"] = (g, s, x) => On(g, "Log", On(g, "Add", On(g, "Mul", x, s), x)),
        ["s > 0"] = (g, s, _) => g.Node("Cast", Floats("batch"), [g.Node("Greater", (DataType.Bool, null), [s, Number(g, 0)])], new IntAttribute("to", (long)DataType.Float)),
    };

    private static readonly Dictionary<string, Func<Graph, Value, Value, Value>> Others = new()
    {
        ["s"] = (g, s, _) => On(g, "Identity", s),
        ["x * s"] = (g, s, x) => On(g, "Mul", x, s),
        ["log(1 - s)"] = (g, s, _) => On(g, "Log", On(g, "Sub", Number(g, 1), s)),
        ["log(s + 0.01)"] = (g, s, _) => On(g, "Log", On(g, "Add", s, Number(g, 0.01f))),
        ["s / x"] = (g, s, x) => On(g, "Div", s, x),
        ["s to the 2"] = (g, s, _) => On(g, "Pow", s, Number(g, 2)),
        ["2 to the s"] = (g, s, _) => On(g, "Pow", Number(g, 2), s),
        ["softmax(s)"] = (g, s, _) => On(g, "Softmax", s),
        ["s > 0.5"] = (g, s, _) => g.Node("Cast", Floats("batch"), [g.Node("Greater", (DataType.Bool, null), [s, Number(g, 0.5f)])], new IntAttribute("to", (long)DataType.Float)),
        ["log(x), beside s"] = (g, s, x) => On(g, "Mul", s, On(g, "Log", x)),
    };

    public static IEnumerable<object[]> TellingNames => Telling.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> OtherNames => Others.Keys.Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(TellingNames))]
    public void Run_ReaderThatTellsSmallNumbersApart_GetsAQuotient(string name)
    {
        var model = Sigmoid(Telling[name]);

        var result = new AccurateSigmoid().Run(model);

        GraphVerifier.Verify(model);
        StringAssert.StartsWith(result.Changes.Single(), "Wrote 'Sigmoid' as a quotient: '");
        Assert.IsFalse(model.Graph.Nodes.Any(node => node.OpType == "Sigmoid"));
        Assert.AreEqual(0, new AccurateSigmoid().Run(model).Changed);
    }

    [TestMethod, DynamicData(nameof(OtherNames))]
    public void Run_OtherReader_KeepsTheKernel(string name)
    {
        var result = PassChecks.RunWithoutEffect(new AccurateSigmoid(), Sigmoid(Others[name]), RuntimeRunner.Input("x", new float[] { -20, 3 }, 2));

        CollectionAssert.AreEqual(new[] { "'Sigmoid' stays: nothing that follows tells small numbers apart." }, result.Skipped.ToArray());
    }

    [TestMethod]
    public void Run_Everywhere_RewritesWhateverFollows()
    {
        var model = Sigmoid(Others["x * s"]);

        Assert.AreEqual("Wrote 'Sigmoid' as a quotient.", new AccurateSigmoid(everywhere: true).Run(model).Changes.Single());
    }

    private static Model Sigmoid(Func<Graph, Value, Value, Value> follow)
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var result = follow(graph, On(graph, "Sigmoid", x), x);
        graph.Output("y", result);
        return new Model(graph);
    }

    private static Value On(Graph graph, string opType, params Value[] arguments) => graph.Node(opType, opType == "ReduceSum" ? Floats(1) : Floats("batch"), arguments);

    private static Value Number(Graph graph, float value) => graph.AddConstant(null, ConstantTensor.Scalar(value));
}
