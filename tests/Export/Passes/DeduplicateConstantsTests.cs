using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class DeduplicateConstantsTests
{
    [TestMethod]
    public void Run_EqualConstants_AreJoinedIntoTheFirst()
    {
        var graph = TwoAdds(ConstantTensor.Floats([1, 2], 2), ConstantTensor.Floats([1, 2], 2));

        var result = PassChecks.Run(new DeduplicateConstants(), new Model(graph), RuntimeRunner.Input("x", new float[] { 3, 4 }, 1, 2));

        CollectionAssert.AreEqual(new[] { "Joined constant 'b' into 'a'." }, result.Changes.ToArray());
        Assert.AreEqual("a", graph.Constants.Single().Name);
        Assert.AreSame(graph.Constants[0], graph.Nodes[1].Inputs[1]);
    }

    [TestMethod]
    public void Run_OtherDimensionsOrBits_StayApart()
    {
        PassChecks.RunWithoutEffect(
            new DeduplicateConstants(), new Model(TwoAdds(ConstantTensor.Floats([1, 2], 2), ConstantTensor.Floats([1, 2], 1, 2))), RuntimeRunner.Input("x", new float[] { 3, 4 }, 1, 2));
        PassChecks.RunWithoutEffect(
            new DeduplicateConstants(), new Model(TwoAdds(ConstantTensor.Floats([0, 2], 2), ConstantTensor.Floats([-0f, 2], 2))), RuntimeRunner.Input("x", new float[] { 3, 4 }, 1, 2));
    }

    [TestMethod]
    public void Run_EqualBytesOfOtherType_StayApart()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var number = graph.AddConstant("number", ConstantTensor.FromBytes(DataType.Int32, [1], new byte[4]));
        var zero = graph.AddConstant("zero", ConstantTensor.FromBytes(DataType.Float, [1], new byte[4]));
        graph.Output("y", graph.Node("Add", Floats("batch"), [x, zero]));
        graph.Output("n", graph.Node("Identity", (DataType.Int32, Shape(1)), [number]));

        PassChecks.RunWithoutEffect(new DeduplicateConstants(), new Model(graph), RuntimeRunner.Input("x", new float[] { 3 }, 1));
    }

    [TestMethod]
    public void Run_ConstantBehindAnOutput_OutputKeepsItsName()
    {
        var graph = new Graph();
        graph.AddInput("x", DataType.Float, Shape("batch"));
        graph.Output("a", graph.Node("Identity", Floats(1), [graph.AddConstant("first", ConstantTensor.Floats([1], 1))]));
        graph.Output("b", graph.Node("Identity", Floats(1), [graph.AddConstant("second", ConstantTensor.Floats([1], 1))]));

        var result = PassChecks.Run(new DeduplicateConstants(), new Model(graph), RuntimeRunner.Input("x", new float[] { 3 }, 1));

        Assert.AreEqual(1, result.Changed);
    }

    private static Graph TwoAdds(ConstantTensor first, ConstantTensor second)
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 2));
        var sum = graph.Node("Add", Floats("batch", 2), [x, graph.AddConstant("a", first)]);
        graph.Output("y", graph.Node("Add", Floats("batch", 2), [sum, graph.AddConstant("b", second)]));
        return graph;
    }
}
