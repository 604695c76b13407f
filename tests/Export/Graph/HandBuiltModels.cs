using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>Small models built node by node.</summary>
internal static class HandBuiltModels
{
    public static Dimension Batch { get; } = Dimension.Symbol("batch");

    public static IReadOnlyList<Dimension> Shape(params object[] sizes) =>
        [.. sizes.Select(size => size as Dimension ?? (size is string name ? Dimension.Symbol(name) : Dimension.Of(Convert.ToInt64(size))))];

    public static (DataType Type, IReadOnlyList<Dimension>? Shape) Floats(params object[] sizes) => (DataType.Float, Shape(sizes));

    public static (DataType Type, IReadOnlyList<Dimension>? Shape) Int64s(params object[] sizes) => (DataType.Int64, Shape(sizes));

    public static Value Node(this Graph graph, string opType, (DataType Type, IReadOnlyList<Dimension>? Shape) output, IReadOnlyList<Value?> inputs, params NodeAttribute[] attributes) =>
        graph.AddNode(opType, inputs, [output], attributes).Output;

    public static Value Output(this Graph graph, string name, Value value)
    {
        graph.Rename(value, name);
        graph.Outputs.Add(value);
        return value;
    }

    /// <summary>y = relu(x kernel + bias) over the last two of three columns, with origins, metadata and a derived size.</summary>
    public static Model Dense(long opset = OpsetVersions.Default)
    {
        var graph = new Graph("dense");
        var x = graph.AddInput("x", DataType.Float, Shape("batch", 2));
        var kernel = graph.AddConstant("hidden1.kernel", ConstantTensor.Floats([1, -2, 3, 0.5f, 4, -1], 2, 3));
        var bias = graph.AddConstant("hidden1.bias", ConstantTensor.Floats([0.25f, 0, -1], 3));
        var origin = new NodeOrigin("aten::linear", "hidden1", "Models/Dense.cs", 12);
        var product = graph.AddNode("MatMul", [x, kernel], [Floats("batch", 3)], origin: origin).Output;
        var sum = graph.AddNode("Add", [product, bias], [Floats("batch", 3)], origin: origin).Output;
        var relu = graph.AddNode("Relu", [sum], [Floats("batch", 3)], origin: new NodeOrigin("aten::relu", "", null, 0)).Output;
        graph.Output("y", relu);
        var flat = graph.AddConstant(null, ConstantTensor.Int64s(-1));
        graph.Output("flat", graph.Node("Reshape", Floats(3 * Batch), [relu, flat], new IntAttribute("allowzero", 0)));
        return new Model(graph, opset) { ProducerVersion = "0.1.0", Metadata = { ["b"] = "2", ["a"] = "1" } };
    }
}
