using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class PassPipelineTests
{
    [TestMethod]
    public void Run_DefaultOnEntangledGraph_ReachesTheGoldenGraph()
    {
        var graph = new Graph("entangled");
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 2, 3));
        var sum = graph.Node("Add", Floats("batch", 6), [Flattened(graph, x), Flattened(graph, x)]);
        graph.Output("y", graph.Node("Identity", Floats("batch", 6), [sum]));
        graph.Node("Exp", Floats("batch", 6), [sum]);
        var input = RuntimeRunner.Input("x", Enumerable.Range(0, 12).Select(value => (float)value).ToArray(), 2, 2, 3);
        var model = new Model(graph);
        var before = RuntimeRunner.Run(model, input);

        var records = PassPipeline.Default.Run(model);

        CollectionAssert.AreEqual(before.ToArray(), RuntimeRunner.Run(model, input).ToArray());
        const string Golden = """
            graph entangled
              input x: float32[batch, 2, 3]
              constant Concat: int64[2] = [-1, 6]
              Reshape: float32[batch, 6] = Reshape(x, Concat)
              y: float32[batch, 6] = Add(Reshape, Reshape)
              output y: float32[batch, 6]

            """;
        Assert.AreEqual(Golden.ReplaceLineEndings("\n"), GraphPrinter.Print(graph));
        Assert.IsTrue(records.TakeLast(PassPipeline.Default.Positions.Count).All(record => record.Result.Changed == 0));
        Assert.AreEqual(("EliminateIdentity", 1, 3), (records[0].Pass, records[0].Round, records[0].Result.Changed));
    }

    [TestMethod]
    public void Default_EveryPosition_HasAReason()
    {
        CollectionAssert.AreEqual(
            new[] { "EliminateIdentity", "FoldShapeArithmetic", "DeduplicateConstants", "MergeEqualNodes", "AccurateSigmoid", "RemoveUnusedNodes" },
            PassPipeline.Default.Positions.Select(position => position.Pass.Name).ToArray());
        Assert.IsTrue(PassPipeline.Default.Positions.All(position => position.Reason.EndsWith('.')));
    }

    [TestMethod]
    public void Run_ModelInvalidFromTheStart_BlamesNoPass()
    {
        var model = Dense();
        model.Graph.Constants.Clear();

        Assert.AreEqual("no-dangling-inputs", Assert.ThrowsExactly<InvalidGraphException>(() => PassPipeline.Default.Run(model)).Rule);
    }

    [TestMethod]
    public void Run_PassBreaksTheGraph_NamesThePassAndTheRule()
    {
        var exception = Assert.ThrowsExactly<PassException>(() => Pipeline("Breaker", model => model.Graph.Nodes.RemoveAt(0)).Run(Dense()));

        Assert.AreEqual("Breaker", exception.Pass);
        Assert.AreEqual(
            "Pass 'Breaker', round 1: expected a graph that holds together; received one that breaks no-dangling-inputs: Node 'hidden1/Add' (Add), input 'hidden1/MatMul': " +
            "expected a value of this graph; received one that nothing here provides. Add its producer, or replace its uses before it is removed. " +
            "Build the graph again and leave 'Breaker' out of the pipeline.",
            exception.Message);
    }

    [TestMethod]
    public void Run_PassThrows_NamesThePass()
    {
        var exception = Assert.ThrowsExactly<PassException>(() => Pipeline("Thrower", _ => throw new InvalidOperationException("Oh no.")).Run(Dense()));

        Assert.AreEqual(
            "Pass 'Thrower', round 1: expected a rewrite; received InvalidOperationException: Oh no. Build the graph again and leave 'Thrower' out of the pipeline.",
            exception.Message);
        Assert.IsInstanceOfType<InvalidOperationException>(exception.InnerException);
    }

    [TestMethod]
    public void Run_PassNeverRests_StopsAtTheCap()
    {
        var runs = 0;

        var exception = Assert.ThrowsExactly<PassException>(() => Pipeline("Restless", _ => runs++).Run(Dense()));

        Assert.AreEqual(3, runs);
        Assert.AreEqual(
            "Pass 'Restless', round 3: expected no more changes within 3 rounds; received Changed something. Build the graph again and leave 'Restless' out of the pipeline.",
            exception.Message);
    }

    private static Value Flattened(Graph graph, Value x)
    {
        var same = graph.Node("Identity", Floats("batch", 2, 3), [x]);
        var tail = graph.Node("Shape", Int64s(2), [same], new IntAttribute("start", 1));
        var two = graph.Node("Gather", Int64s(1), [tail, graph.AddConstant(null, ConstantTensor.Int64s(0))]);
        var three = graph.Node("Gather", Int64s(1), [tail, graph.AddConstant(null, ConstantTensor.Int64s(1))]);
        var six = graph.Node("Mul", Int64s(1), [two, three]);
        var target = graph.Node("Concat", Int64s(2), [graph.AddConstant(null, ConstantTensor.Int64s(-1)), six], new IntAttribute("axis", 0));
        return graph.Node("Reshape", Floats("batch", 6), [same, target]);
    }

    private static PassPipeline Pipeline(string name, Action<Model> action) => new([new PassPosition(new ActingPass(name, action), "The only one.")], maximumRounds: 3);

    private sealed class ActingPass(string name, Action<Model> action) : IGraphPass
    {
        public string Name => name;

        public PassResult Run(Model model)
        {
            action(model);
            return new PassResult(["Changed something."], []);
        }
    }
}
