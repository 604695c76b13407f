using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class MergeEqualNodesTests
{
    [TestMethod]
    public void Run_EqualChains_MergeFromTheTop()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var left = graph.Node("Elu", Floats("batch"), [graph.Node("Exp", Floats("batch"), [x])], new FloatAttribute("alpha", 2));
        var right = graph.Node("Elu", Floats("batch"), [graph.Node("Exp", Floats("batch"), [x])], new FloatAttribute("alpha", 2));
        graph.Output("y", graph.Node("Add", Floats("batch"), [left, right]));

        var result = PassChecks.Run(new MergeEqualNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 0.5f }, 2));

        CollectionAssert.AreEqual(new[] { "Merged 'Exp_1' into 'Exp'.", "Merged 'Elu_1' into 'Elu'." }, result.Changes.ToArray());
        Assert.AreEqual("y: float32[batch] = Add(Elu, Elu)", graph.Nodes[^1].ToString());
    }

    [TestMethod]
    public void Run_OtherAttributeOrArgumentOrder_StaysApart()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var a = graph.Node("Elu", Floats("batch"), [x], new FloatAttribute("alpha", 2));
        var b = graph.Node("Elu", Floats("batch"), [x], new FloatAttribute("alpha", 3));
        graph.Output("y", graph.Node("Sub", Floats("batch"), [a, b]));
        graph.Output("z", graph.Node("Sub", Floats("batch"), [b, a]));

        Assert.IsEmpty(PassChecks.RunWithoutEffect(new MergeEqualNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 0.5f }, 2)).Skipped);
    }

    [TestMethod]
    public void Run_RandomOperators_StayApartWithReason()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape(3));
        var a = graph.Node("RandomNormalLike", Floats(3), [x], new FloatAttribute("seed", 1));
        var b = graph.Node("RandomNormalLike", Floats(3), [x], new FloatAttribute("seed", 1));
        graph.Output("y", graph.Node("Sub", Floats(3), [a, b]));

        var result = PassChecks.RunWithoutEffect(new MergeEqualNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { 0, 0, 0 }, 3));

        CollectionAssert.AreEqual(new[] { "'RandomNormalLike_1' equals 'RandomNormalLike' and stays: RandomNormalLike draws random numbers." }, result.Skipped.ToArray());
    }

    [TestMethod]
    public void Run_CustomDomain_StaysApart()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var a = graph.AddNode("Gelu", [x], [Floats("batch")], domain: "com.microsoft").Output;
        var b = graph.AddNode("Gelu", [x], [Floats("batch")], domain: "com.microsoft").Output;
        graph.Output("y", graph.Node("Add", Floats("batch"), [a, b]));
        var model = new Model(graph) { Opsets = { ["com.microsoft"] = 1 } };

        var result = PassChecks.RunWithoutEffect(new MergeEqualNodes(), model, RuntimeRunner.Input("x", new float[] { 0, 1, 2 }, 3));

        CollectionAssert.AreEqual(new[] { "'Gelu_1' equals 'Gelu' and stays: operators of domain 'com.microsoft' may do more than compute." }, result.Skipped.ToArray());
    }

    [TestMethod]
    public void Run_DuplicateIsOutput_FirstTakesItsName()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var first = graph.Node("Relu", Floats("batch"), [x]);
        graph.Output("z", graph.Node("Exp", Floats("batch"), [first]));
        graph.Output("y", graph.Node("Relu", Floats("batch"), [x]));

        var result = PassChecks.Run(new MergeEqualNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        CollectionAssert.AreEqual(new[] { "Merged 'Relu_1' into 'Relu'." }, result.Changes.ToArray());
        Assert.AreEqual("z: float32[batch] = Exp(y)", graph.Nodes[^1].ToString());
    }

    [TestMethod]
    public void Run_BothAreOutputs_StayApartWithReason()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        graph.Output("y", graph.Node("Relu", Floats("batch"), [x]));
        graph.Output("z", graph.Node("Relu", Floats("batch"), [x]));

        var result = PassChecks.RunWithoutEffect(new MergeEqualNodes(), new Model(graph), RuntimeRunner.Input("x", new float[] { -1, 2 }, 2));

        CollectionAssert.AreEqual(new[] { "'Relu_1' equals 'Relu' and stays: both results are outputs." }, result.Skipped.ToArray());
    }
}
