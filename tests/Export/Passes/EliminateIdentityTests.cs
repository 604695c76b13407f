using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class EliminateIdentityTests
{
    [TestMethod]
    public void Run_ChainInTheMiddle_IsRemoved()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var once = graph.Node("Identity", Floats("batch"), [x]);
        var twice = graph.Node("Identity", Floats("batch"), [once]);
        graph.Output("y", graph.Node("Relu", Floats("batch"), [twice]));

        var result = PassChecks.Run(new EliminateIdentity(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        CollectionAssert.AreEqual(new[] { "Removed 'Identity'.", "Removed 'Identity_1'." }, result.Changes.ToArray());
        Assert.HasCount(1, graph.Nodes);
        Assert.AreSame(x, graph.Nodes[0].Inputs[0]);
    }

    [TestMethod]
    public void Run_ResultIsOutput_ProducerTakesItsNameAndShape()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var relu = graph.Node("Relu", (DataType.Float, null), [x]);
        graph.Node("Exp", Floats("batch"), [relu]);
        graph.Output("y", graph.Node("Identity", Floats("batch"), [relu]));
        graph.Output("z", graph.Nodes[1].Output);

        PassChecks.Run(new EliminateIdentity(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        Assert.AreEqual("y: float32[batch] = Relu(x)", graph.Nodes[0].ToString());
        Assert.AreEqual("z: float32[batch] = Exp(y)", graph.Nodes[1].ToString());
        Assert.AreEqual("Relu", graph.AddConstant("Relu", ConstantTensor.Scalar(1)).Name);
    }

    [TestMethod]
    public void Run_InputConstantOrOtherOutputReturned_StaysWithReason()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var constant = graph.AddConstant("one", ConstantTensor.Floats([1], 1));
        var relu = graph.Output("y", graph.Node("Relu", Floats("batch"), [x]));
        graph.Output("same", graph.Node("Identity", Floats("batch"), [relu]));
        graph.Output("echo", graph.Node("Identity", Floats("batch"), [x]));
        graph.Output("fixed", graph.Node("Identity", Floats(1), [constant]));

        var result = PassChecks.RunWithoutEffect(new EliminateIdentity(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        CollectionAssert.AreEqual(
            new[]
            {
                "'Identity' stays: its result is an output, and its argument 'y' is another output.",
                "'Identity_1' stays: its result is an output, and its argument 'x' is an input.",
                "'Identity_2' stays: its result is an output, and its argument 'one' is a constant.",
            },
            result.Skipped.ToArray());
    }

    [TestMethod]
    public void Run_TwoOutputsOfOneHiddenValue_KeepsTheSecond()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var relu = graph.Node("Relu", Floats("batch"), [x]);
        graph.Output("a", graph.Node("Identity", Floats("batch"), [relu]));
        graph.Output("b", graph.Node("Identity", Floats("batch"), [relu]));

        var result = PassChecks.Run(new EliminateIdentity(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        Assert.AreEqual(1, result.Changed);
        Assert.AreEqual("a: float32[batch] = Relu(x)", graph.Nodes[0].ToString());
        Assert.AreEqual("b: float32[batch] = Identity(a)", graph.Nodes[1].ToString());
    }
}
