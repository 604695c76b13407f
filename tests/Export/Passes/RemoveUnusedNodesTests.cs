using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class RemoveUnusedNodesTests
{
    [TestMethod]
    public void Run_UnusedChainAndConstant_AreRemoved()
    {
        var model = Dense();
        var extra = model.Graph.AddConstant("extra", ConstantTensor.Floats([1, 2, 3], 3));
        var sum = model.Graph.Node("Add", Floats("batch", 3), [model.Graph.Outputs[0], extra]);
        model.Graph.Node("Relu", Floats("batch", 3), [sum]);

        var result = PassChecks.Run(new RemoveUnusedNodes(), model, RuntimeRunner.Input("x", new float[] { 1, 2 }, 1, 2));

        CollectionAssert.AreEqual(new[] { "Removed node 'Add'.", "Removed node 'Relu_1'.", "Removed constant 'extra'." }, result.Changes.ToArray());
        Assert.AreEqual(GraphPrinter.Print(Dense().Graph), GraphPrinter.Print(model.Graph));
    }

    [TestMethod]
    public void Run_EverythingUsed_ChangesNothing() =>
        PassChecks.RunWithoutEffect(new RemoveUnusedNodes(), Dense(), RuntimeRunner.Input("x", new float[] { 1, 2 }, 1, 2));

    [TestMethod]
    public void Run_NodeWithOneUsedOutput_Stays()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 4));
        var split = graph.AddNode("Split", [x], [Floats("batch", 2), Floats("batch", 2)], [new IntAttribute("axis", 1), new IntAttribute("num_outputs", 2)]);
        graph.Output("y", split.Outputs[1]);

        PassChecks.RunWithoutEffect(new RemoveUnusedNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { 1, 2, 3, 4 }, 1, 4));
    }

    [TestMethod]
    public void Run_UnusedInput_StaysWithReason()
    {
        var model = Dense();
        model.Graph.AddInput("unused", DataType.Float, Shape(1));

        var result = PassChecks.RunWithoutEffect(
            new RemoveUnusedNodes(), model, RuntimeRunner.Input("x", new float[] { 1, 2 }, 1, 2), RuntimeRunner.Input("unused", new float[] { 0 }, 1));

        CollectionAssert.AreEqual(new[] { "Input 'unused' is unused and stays: it is part of the signature." }, result.Skipped.ToArray());
    }
}
