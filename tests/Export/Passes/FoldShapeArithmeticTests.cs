using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class FoldShapeArithmeticTests
{
    // The operator under test, its arguments (null: left out) and attributes.
    private static readonly Dictionary<string, (string OpType, ConstantTensor?[] Arguments, NodeAttribute[] Attributes)> Folded = new()
    {
        ["Add"] = ("Add", [ConstantTensor.Int64s(1, 2), ConstantTensor.Scalar(3)], []),
        ["Add, scalars"] = ("Add", [ConstantTensor.Scalar(1), ConstantTensor.Scalar(3)], []),
        ["Sub"] = ("Sub", [ConstantTensor.Int64s(1), ConstantTensor.Int64s(3, 4)], []),
        ["Mul"] = ("Mul", [ConstantTensor.Int64s(2, 3), ConstantTensor.Int64s(4, -5)], []),
        ["Div, towards zero"] = ("Div", [ConstantTensor.Int64s(7, -7), ConstantTensor.Scalar(2)], []),
        ["Cast"] = ("Cast", [ConstantTensor.Int64s(7, -7)], [new IntAttribute("to", (long)DataType.Int32)]),
        ["Concat"] = ("Concat", [ConstantTensor.Int64s(1, 2), ConstantTensor.Int64s(), ConstantTensor.Int64s(3)], [new IntAttribute("axis", -1)]),
        ["Gather, list"] = ("Gather", [ConstantTensor.Int64s(5, 6, 7), ConstantTensor.Int64s(-1, 0)], []),
        ["Gather, scalar"] = ("Gather", [ConstantTensor.Int64s(5, 6, 7), ConstantTensor.Scalar(1)], [new IntAttribute("axis", 0)]),
        ["Reshape"] = ("Reshape", [ConstantTensor.Int64s(5, 6, 7, 8), ConstantTensor.Int64s(2, -1)], []),
        ["Reshape, scalar"] = ("Reshape", [ConstantTensor.Int64s(5), ConstantTensor.Int64s()], []),
        ["Reshape, copied"] = ("Reshape", [ConstantTensor.Int64s(5, 6), ConstantTensor.Int64s(0, 1)], []),
        ["Slice"] = ("Slice", [ConstantTensor.Int64s(5, 6, 7, 8), ConstantTensor.Int64s(-3), ConstantTensor.Int64s(long.MaxValue)], []),
        ["Slice, with axes and steps"] = ("Slice", [ConstantTensor.Int64s(5, 6, 7), ConstantTensor.Int64s(0), ConstantTensor.Int64s(2), ConstantTensor.Int64s(0), ConstantTensor.Int64s(1)], []),
        ["Squeeze"] = ("Squeeze", [ConstantTensor.Int64s(5), ConstantTensor.Int64s(-1)], []),
        ["Squeeze, every one"] = ("Squeeze", [ConstantTensor.Int64s(5)], []),
        ["Unsqueeze"] = ("Unsqueeze", [ConstantTensor.Int64s(5, 6), ConstantTensor.Int64s(0, -1)], []),
    };

    private static readonly Dictionary<string, (string OpType, ConstantTensor?[] Arguments, NodeAttribute[] Attributes)> Left = new()
    {
        ["Floats"] = ("Add", [ConstantTensor.Floats([1], 1), ConstantTensor.Floats([2], 1)], []),
        ["Overflow"] = ("Add", [ConstantTensor.Scalar(long.MaxValue), ConstantTensor.Scalar(1)], []),
        ["Narrowing"] = ("Cast", [ConstantTensor.Scalar(1L << 40)], [new IntAttribute("to", (long)DataType.Int32)]),
        ["To float"] = ("Cast", [ConstantTensor.Scalar(1)], [new IntAttribute("to", (long)DataType.Float)]),
        ["Step two"] = ("Slice", [ConstantTensor.Int64s(1, 2, 3), ConstantTensor.Int64s(0), ConstantTensor.Int64s(3), ConstantTensor.Int64s(0), ConstantTensor.Int64s(2)], []),
        ["Other operator"] = ("Neg", [ConstantTensor.Int64s(1)], []),
        ["Long list"] = ("Add", [ConstantTensor.Int64s(new long[2000]), ConstantTensor.Scalar(1)], []),
    };

    public static IEnumerable<object[]> FoldedNames => Folded.Keys.Select(name => new object[] { name });

    public static IEnumerable<object[]> LeftNames => Left.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(FoldedNames))]
    public void Run_IntegerOperator_GivesWhatOnnxRuntimeComputes(string name)
    {
        var model = Single(Folded[name].OpType, Folded[name].Arguments, Folded[name].Attributes);

        var result = PassChecks.Run(new FoldShapeArithmetic(), model, RuntimeRunner.Input("x", new float[] { 1 }, 1));

        CollectionAssert.AreEqual(new[] { $"Folded '{Folded[name].OpType}' ({Folded[name].OpType})." }, result.Changes.ToArray());
        Assert.AreEqual("Identity", model.Graph.Nodes.Single().OpType);
    }

    [TestMethod]
    [DynamicData(nameof(LeftNames))]
    public void Run_NearMiss_StaysAsItIs(string name) =>
        PassChecks.RunWithoutEffect(
            new FoldShapeArithmetic(), Single(Left[name].OpType, Left[name].Arguments, Left[name].Attributes), RuntimeRunner.Input("x", new float[] { 1 }, 1));

    [TestMethod]
    public void Run_DivisionByZero_StaysAsItIs()
    {
        var model = Single("Div", [ConstantTensor.Scalar(1), ConstantTensor.Scalar(0)], []);

        Assert.AreEqual(0, new FoldShapeArithmetic().Run(model).Changed);
    }

    [TestMethod]
    public void Run_IndexOutOfRange_StaysAsItIs()
    {
        var model = Single("Gather", [ConstantTensor.Int64s(1, 2), ConstantTensor.Scalar(2)], []);

        Assert.AreEqual(0, new FoldShapeArithmetic().Run(model).Changed);
    }

    [TestMethod]
    public void Run_ShapeChainOverKnownSizes_FoldsInOneRun()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 2, 3));
        var sizes = graph.Node("Shape", Int64s(2), [x], new IntAttribute("start", 1));
        var first = graph.Node("Gather", Int64s(), [sizes, graph.AddConstant(null, ConstantTensor.Scalar(0))]);
        var second = graph.Node("Gather", Int64s(), [sizes, graph.AddConstant(null, ConstantTensor.Scalar(-1))]);
        var product = graph.Node("Mul", Int64s(), [first, second]);
        var axes = graph.AddConstant("axes", ConstantTensor.Int64s(0));
        var list = graph.Node("Unsqueeze", Int64s(1), [product, axes]);
        var target = graph.Node("Concat", Int64s(2), [graph.AddConstant(null, ConstantTensor.Int64s(-1)), list], new IntAttribute("axis", 0));
        graph.Output("y", graph.Node("Reshape", Floats("batch", 6), [x, target]));

        var result = PassChecks.Run(new FoldShapeArithmetic(), new Model(graph), RuntimeRunner.Input("x", Enumerable.Range(0, 12).Select(value => (float)value).ToArray(), 2, 2, 3));

        Assert.AreEqual(6, result.Changed);
        Assert.AreEqual("y: float32[batch, 6] = Reshape(x, Concat)", graph.Nodes.Single().ToString());
        Assert.AreEqual(ConstantTensor.Int64s(-1, 6), graph.Constants.Single(constant => constant.Name == "Concat").Constant);
    }

    [TestMethod]
    public void Run_ShapeWithSymbolicSize_StaysAsItIs()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 2));
        var sizes = graph.Node("Shape", Int64s(2), [x]);
        graph.Output("y", graph.Node("Add", Int64s(2), [sizes, graph.AddConstant("one", ConstantTensor.Scalar(1))]));

        PassChecks.RunWithoutEffect(new FoldShapeArithmetic(), new Model(graph), RuntimeRunner.Input("x", new float[] { 1, 2 }, 1, 2));
    }

    [TestMethod]
    public void Run_ResultIsOutput_StaysWithReason()
    {
        var graph = new Graph();
        graph.AddInput("x", DataType.Float, Shape(1));
        graph.Output("y", graph.Node("Add", Int64s(), [graph.AddConstant("a", ConstantTensor.Scalar(1)), graph.AddConstant("b", ConstantTensor.Scalar(2))]));

        var result = PassChecks.RunWithoutEffect(new FoldShapeArithmetic(), new Model(graph), RuntimeRunner.Input("x", new float[] { 1 }, 1));

        CollectionAssert.AreEqual(new[] { "'Add' stays: its result is an output." }, result.Skipped.ToArray());
    }

    private static Model Single(string opType, ConstantTensor?[] arguments, NodeAttribute[] attributes)
    {
        var graph = new Graph();
        graph.AddInput("x", DataType.Float, Shape(1));
        var inputs = arguments.Select(argument => argument is null ? null : graph.AddConstant(null, argument)).ToList();
        var node = graph.AddNode(opType, inputs, [(DataType.Undefined, null)], attributes);
        var type = attributes.OfType<IntAttribute>().FirstOrDefault(attribute => attribute.Name == "to")?.Value ?? (long)arguments[0]!.Type;
        var sizes = RankOf(opType, arguments);
        graph.Output("y", graph.Node("Identity", ((DataType)type, [.. Enumerable.Range(0, sizes).Select(axis => Dimension.Symbol($"size{axis}"))]), [node.Output]));
        return new Model(graph);
    }

    private static int RankOf(string opType, ConstantTensor?[] arguments) => opType switch
    {
        "Gather" => arguments[1]!.Dims.Count,
        "Reshape" => (int)arguments[1]!.Count,
        "Squeeze" => 0,
        "Unsqueeze" => arguments[0]!.Dims.Count + (int)arguments[1]!.Count,
        _ => arguments.Max(argument => argument!.Dims.Count),
    };
}
