using OnnxForge.Export;
using OnnxForge.Export.Onnx;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class OnnxWriterTests
{
    [TestMethod]
    public void Write_SameModelTwice_GivesSameBytes() => CollectionAssert.AreEqual(OnnxWriter.Write(Dense()), OnnxWriter.Write(Dense()));

    [TestMethod]
    [DataRow(17L, 8L)]
    [DataRow(18L, 8L)]
    [DataRow(19L, 9L)]
    [DataRow(20L, 9L)]
    [DataRow(21L, 10L)]
    [DataRow(22L, 10L)]
    [DataRow(23L, 11L)]
    public void Write_EveryOpset_RunsInOnnxRuntime(long opset, long irVersion)
    {
        var bytes = OnnxWriter.Write(Dense(opset));

        var outputs = RuntimeRunner.Run(bytes, RuntimeRunner.Input("x", new float[] { 1, 2, -1, 0 }, 2, 2));

        Assert.AreEqual(irVersion, ModelProto.Parser.ParseFrom(bytes).IrVersion);
        CollectionAssert.AreEqual(new[] { "y float32[2, 3] 2.25, 6, 0, 0, 2, 0", "flat float32[6] 2.25, 6, 0, 0, 2, 0" }, outputs.ToArray());
    }

    [TestMethod]
    public void Write_IntermediateValue_HasTypeAndSymbolicShape()
    {
        var graph = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense())).Graph;

        CollectionAssert.AreEqual(new[] { "hidden1/MatMul", "hidden1/Add" }, graph.ValueInfo.Select(entry => entry.Name).ToArray());
        Assert.AreEqual("3*batch", graph.Output[1].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.AreEqual("batch", graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam);
        Assert.AreEqual(2, graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue);
    }

    [TestMethod]
    public void Write_Origin_IsMetadataFromIrTenAndDocStringBefore()
    {
        var old = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense(20))).Graph.Node;
        var current = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense(21))).Graph.Node;

        Assert.AreEqual("onnxforge.module: hidden1\nonnxforge.operator: aten::linear\nonnxforge.source: Models/Dense.cs:12", old[0].DocString);
        Assert.AreEqual("onnxforge.operator: aten::relu", old[2].DocString);
        Assert.IsFalse(old[3].HasDocString);
        Assert.IsEmpty(old[0].MetadataProps);
        CollectionAssert.AreEqual(
            new[] { "onnxforge.module=hidden1", "onnxforge.operator=aten::linear", "onnxforge.source=Models/Dense.cs:12" },
            current[0].MetadataProps.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
        Assert.IsFalse(current[0].HasDocString);
    }

    [TestMethod]
    public void Write_ZeroAttributes_CarryTypeAndContent()
    {
        var graph = new Graph();
        var x = graph.AddInput("x", DataType.Float, Shape(2));
        graph.Output("y", graph.Node("LeakyRelu", Floats(2), [x], new FloatAttribute("alpha", 0)));
        graph.Output("z", graph.Node("Flatten", Floats(1, 2), [x], new IntAttribute("axis", 0)));
        var bytes = OnnxWriter.Write(new Model(graph));

        var attributes = ModelProto.Parser.ParseFrom(bytes).Graph.Node.Select(node => node.Attribute[0]).ToList();

        Assert.AreEqual(AttributeProto.Types.AttributeType.Float, attributes[0].Type);
        Assert.IsTrue(attributes[0].HasF);
        Assert.AreEqual(AttributeProto.Types.AttributeType.Int, attributes[1].Type);
        Assert.IsTrue(attributes[1].HasI);

        // The defaults are alpha 0.01 and axis 1: a reader that missed the zeros would give -0.03 and a shape of [2, 1].
        CollectionAssert.AreEqual(
            new[] { "y float32[2] 0, 5", "z float32[1, 2] -3, 5" },
            RuntimeRunner.Run(bytes, RuntimeRunner.Input("x", new float[] { -3, 5 }, 2)).Select(text => text.Replace("-0,", "0,", StringComparison.Ordinal)).ToArray());
    }

    [TestMethod]
    public void Write_TextConstant_RunsInOnnxRuntime()
    {
        var graph = new Graph();
        var index = graph.AddInput("index", DataType.Int64, Shape("batch"));
        var words = graph.AddConstant("words", ConstantTensor.Text("near bay", "größe", ""));
        graph.Output("word", graph.Node("Gather", (DataType.String, Shape("batch")), [words, index]));

        var outputs = RuntimeRunner.Run(new Model(graph), RuntimeRunner.Input("index", new long[] { 1, 0, 2 }, 3));

        CollectionAssert.AreEqual(new[] { "word string[3] größe, near bay, " }, outputs.ToArray());
    }

    [TestMethod]
    public void Write_Metadata_IsSorted()
    {
        var file = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense()));

        CollectionAssert.AreEqual(new[] { "a=1", "b=2" }, file.MetadataProps.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
        Assert.AreEqual("OnnxForge", file.ProducerName);
        Assert.AreEqual("0.1.0", file.ProducerVersion);
    }

    [TestMethod]
    public void Write_LargerThanAllowed_ThrowsWithBothSizes()
    {
        var size = OnnxWriter.Write(Dense()).Length;

        Assert.AreEqual(size, OnnxWriter.Write(Dense(), size + 64).Length);
        var exception = Assert.ThrowsExactly<ModelTooLargeException>(() => OnnxWriter.Write(Dense(), size - 1));

        Assert.IsGreaterThanOrEqualTo(size, exception.ReceivedBytes);
        Assert.AreEqual(
            $"Model 'dense': expected at most {size - 1} bytes, what one protobuf message holds; received {exception.ReceivedBytes} bytes. Use smaller or half precision weights, or split the model.",
            exception.Message);
    }

    [TestMethod]
    public void Write_WeightsBeyondTwoGigabytes_ThrowsWithoutCopyingThem()
    {
        // The same half gigabyte five times over: only the sum is too large.
        var half = new byte[1 << 29];
        var graph = new Graph("large");
        var x = graph.AddInput("x", DataType.UInt8, Shape("n"));
        graph.Output("y", graph.Node("Identity", (DataType.UInt8, Shape("n")), [x]));
        foreach (var number in Enumerable.Range(0, 5))
        {
            graph.AddConstant($"weight{number}", ConstantTensor.FromBytes(DataType.UInt8, [half.Length], half));
        }

        var exception = Assert.ThrowsExactly<ModelTooLargeException>(() => OnnxWriter.Write(new Model(graph)));

        Assert.IsGreaterThan(5L << 29, exception.ReceivedBytes);
    }

    [TestMethod]
    public void Write_InvalidGraph_Throws()
    {
        var model = Dense();
        model.Graph.Outputs.Add(model.Graph.Inputs[0]);

        Assert.AreEqual("outputs-produced", Assert.ThrowsExactly<InvalidGraphException>(() => OnnxWriter.Write(model)).Rule);
    }
}
