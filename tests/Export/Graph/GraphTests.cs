using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class GraphTests
{
    [TestMethod]
    public void Print_DenseModel_IsGolden()
    {
        const string Golden = """
            graph dense
              input x: float32[batch, 2]
              constant hidden1.kernel: float32[2, 3] = [1, -2, 3, 0.5, 4, -1]
              constant hidden1.bias: float32[3] = [0.25, 0, -1]
              constant constant: int64[1] = [-1]
              hidden1/MatMul: float32[batch, 3] = MatMul(x, hidden1.kernel)
              hidden1/Add: float32[batch, 3] = Add(hidden1/MatMul, hidden1.bias)
              y: float32[batch, 3] = Relu(hidden1/Add)
              flat: float32[3*batch] = Reshape{allowzero=0}(y, constant)
              output y: float32[batch, 3]
              output flat: float32[3*batch]

            """;

        Assert.AreEqual(Golden.ReplaceLineEndings("\n"), GraphPrinter.Print(Dense().Graph));
    }

    [TestMethod]
    public void Print_EveryAttributeAndUnknownShape_IsGolden()
    {
        var graph = new Graph("all");
        var x = graph.AddInput("x", DataType.Int64, []);
        graph.AddConstant("long", ConstantTensor.FromBytes(DataType.Bool, [9], new byte[] { 1, 0, 1, 0, 1, 0, 1, 0, 1 }));
        graph.AddConstant("text", ConstantTensor.Text("a \"b\"", "c\nd"));
        graph.AddConstant("scalar", ConstantTensor.Scalar(0.1f));
        graph.AddNode(
            "Custom", [x, null], [(DataType.Undefined, null), (DataType.Double, [Dimension.Of(2)])],
            [
                new TensorAttribute("t", ConstantTensor.Scalar(7)), new StringAttribute("s", "tanh"), new IntAttribute("i", -1), new FloatAttribute("f", 1e-7f),
                new IntsAttribute("is", [1, 2]), new FloatsAttribute("fs", [0.5f]), new StringsAttribute("ss", ["x", "y"]),
            ],
            "our.domain");

        const string Golden = """
            graph all
              input x: int64[]
              constant long: bool[9] = true, false, true, false, true, false, true, false, ... (9)
              constant text: string[2] = ["a \"b\"", "c\nd"]
              constant scalar: float32[] = 0.1
              Custom: undefined[?], Custom.1: float64[2] = our.domain::Custom{f=1E-07, fs=[0.5], i=-1, is=[1, 2], s="tanh", ss=["x", "y"], t=int64[] 7}(x, _)

            """;
        Assert.AreEqual(Golden.ReplaceLineEndings("\n"), GraphPrinter.Print(graph));
    }

    [TestMethod]
    public void AddNode_SameModuleAndOperator_NumbersTheNames()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch"));
        var origin = new NodeOrigin("aten::relu", "hidden 1", null, 0);

        var names = Enumerable.Range(0, 3).Select(_ => graph.AddNode("Relu", [x], [Floats("batch")], origin: origin)).Select(node => (node.Name, node.Output.Name)).ToList();

        CollectionAssert.AreEqual(new[] { ("hidden_1/Relu", "hidden_1/Relu"), ("hidden_1/Relu_1", "hidden_1/Relu_1"), ("hidden_1/Relu_2", "hidden_1/Relu_2") }, names);
    }

    [TestMethod]
    public void AddInput_NameTaken_ThrowsAndAddsNothing()
    {
        var graph = new Graph("g");
        graph.AddInput("x", DataType.Float, []);

        var exception = Assert.ThrowsExactly<InvalidGraphException>(() => graph.AddInput("x", DataType.Float, []));

        Assert.AreEqual("Graph 'g', value 'x': expected a name that no other value has; received a name in use. Choose another name for the input or output.", exception.Message);
        Assert.HasCount(1, graph.Inputs);
    }

    [TestMethod]
    public void Rename_OldName_IsFreeAgain()
    {
        var graph = new Graph();
        var constant = graph.AddConstant("a", ConstantTensor.Scalar(1));

        graph.Rename(constant, "b");

        Assert.AreEqual("a", graph.AddConstant("a", ConstantTensor.Scalar(2)).Name);
        Assert.ThrowsExactly<InvalidGraphException>(() => graph.Rename(constant, "a"));
        Assert.AreEqual("b", constant.Name);
    }

    [TestMethod]
    public void ReplaceUses_ValueIsOutputToo_ReplacesThere()
    {
        var model = Dense();
        var relu = model.Graph.Nodes.Single(node => node.OpType == "Relu");

        model.Graph.ReplaceUses(relu.Output, relu.Inputs[0]!);

        Assert.AreSame(relu.Inputs[0], model.Graph.Outputs[0]);
        Assert.AreSame(relu.Inputs[0], model.Graph.Nodes[^1].Inputs[0]);
    }

    [TestMethod]
    [DataRow("", "value")]
    [DataRow("a b+c", "a_b_c")]
    [DataRow("block.0/MatMul:1-x", "block.0/MatMul:1-x")]
    [DataRow("größe", "gr__e")]
    public void NameScope_Unique_Sanitizes(string wanted, string expected) => Assert.AreEqual(expected, new NameScope().Unique(wanted));

    [TestMethod]
    public void NameScope_NumberedNameTaken_TakesTheNext()
    {
        var scope = new NameScope();
        Assert.IsTrue(scope.TryReserve("a_1"));

        CollectionAssert.AreEqual(new[] { "a", "a_2", "a_3" }, new[] { scope.Unique("a"), scope.Unique("a"), scope.Unique("a") });
        Assert.IsFalse(scope.TryReserve("a"));
        scope.Release("a");
        Assert.IsTrue(scope.TryReserve("a"));
    }

    [TestMethod]
    public void ConstantTensor_SameContent_IsEqual()
    {
        Assert.AreEqual(ConstantTensor.Int64s(1, 2), ConstantTensor.FromBytes(DataType.Int64, [2], ConstantTensor.Int64s(1, 2).Data.ToArray()));
        Assert.AreEqual(ConstantTensor.Int64s(1, 2).GetHashCode(), ConstantTensor.Int64s(1, 2).GetHashCode());
        Assert.AreNotEqual(ConstantTensor.Int64s(1), ConstantTensor.Scalar(1));
        Assert.AreNotEqual(ConstantTensor.Scalar(0f), ConstantTensor.Scalar(-0f));
        Assert.AreNotEqual(ConstantTensor.Text("a"), ConstantTensor.Text("b"));
        Assert.AreNotEqual(ConstantTensor.FromBytes(DataType.Float, [0], default), ConstantTensor.FromBytes(DataType.Int32, [0], default));
    }

    [TestMethod]
    public void ConstantTensor_BytesDoNotFit_Throws()
    {
        var exception = Assert.ThrowsExactly<ArgumentException>(() => ConstantTensor.FromBytes(DataType.Float, [2, 3], new byte[20]));
        Assert.AreEqual("Constant tensor: expected the bytes of float32[2, 3]; received 20 bytes. Do this: pass dimensions that fit the data. (Parameter 'data')", exception.Message);
        Assert.ThrowsExactly<ArgumentException>(() => ConstantTensor.FromBytes(DataType.Float, [long.MaxValue, 4], new byte[16]));
        Assert.ThrowsExactly<ArgumentException>(() => ConstantTensor.FromBytes(DataType.Float, [-1], new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => ConstantTensor.FromBytes(DataType.String, [1], new byte[4]));
        Assert.ThrowsExactly<ArgumentException>(() => ConstantTensor.Text(["a"], [2]));
    }

    [TestMethod]
    public void OpsetVersions_EveryOpset_HasTheIrItCameWith()
    {
        CollectionAssert.AreEqual(new long[] { 8, 8, 9, 9, 10, 10, 11 }, Enumerable.Range(17, 7).Select(opset => OpsetVersions.IrVersionFor(opset)).ToArray());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OpsetVersions.IrVersionFor(16));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => OpsetVersions.IrVersionFor(24));
    }

    [TestMethod]
    public void NodeAttribute_ListContent_DecidesEquality()
    {
        Assert.AreEqual<NodeAttribute>(new IntsAttribute("axes", [1, 2]), new IntsAttribute("axes", new List<long> { 1, 2 }));
        Assert.AreEqual(new IntsAttribute("axes", [1, 2]).GetHashCode(), new IntsAttribute("axes", [1, 2]).GetHashCode());
        Assert.AreNotEqual<NodeAttribute>(new IntsAttribute("axes", [1, 2]), new IntsAttribute("axes", [2, 1]));
        Assert.AreEqual<NodeAttribute>(new FloatAttribute("a", float.NaN), new FloatAttribute("a", float.NaN));
        Assert.AreNotEqual<NodeAttribute>(new FloatAttribute("a", 0f), new FloatAttribute("a", -0f));
        Assert.AreNotEqual<NodeAttribute>(new FloatsAttribute("a", [0f]), new FloatsAttribute("a", [-0f]));
        Assert.AreNotEqual<NodeAttribute>(new IntAttribute("a", 1), new FloatAttribute("a", 1));
        Assert.AreEqual<NodeAttribute>(new StringsAttribute("a", ["x"]), new StringsAttribute("a", ["x"]));
        Assert.AreEqual<NodeAttribute>(new TensorAttribute("a", ConstantTensor.Scalar(1)), new TensorAttribute("a", ConstantTensor.Scalar(1)));
    }
}
