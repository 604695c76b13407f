using Google.Protobuf;
using OnnxForge.Export;
using OnnxForge.Export.Onnx;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class OnnxReaderTests
{
    [TestMethod]
    [DataRow(17L)]
    [DataRow(20L)]
    [DataRow(21L)]
    [DataRow(23L)]
    public void Read_WrittenModel_WritesTheSameBytes(long opset)
    {
        var model = Dense(opset);
        var bytes = OnnxWriter.Write(model);

        var read = OnnxReader.Read(bytes);

        CollectionAssert.AreEqual(bytes, OnnxWriter.Write(read));
        Assert.AreEqual(GraphPrinter.Print(model.Graph), GraphPrinter.Print(read.Graph));
        CollectionAssert.AreEqual(model.Graph.Nodes.Select(node => node.Origin).ToList(), read.Graph.Nodes.Select(node => node.Origin).ToList());
        CollectionAssert.AreEqual(model.Metadata.ToList(), read.Metadata.ToList());
        CollectionAssert.AreEqual(model.Opsets.ToList(), read.Opsets.ToList());
    }

    [TestMethod]
    public void Read_EveryTypeAndAttribute_WritesTheSameBytes()
    {
        var model = Everything();
        var bytes = OnnxWriter.Write(model);

        var read = OnnxReader.Read(bytes);

        CollectionAssert.AreEqual(bytes, OnnxWriter.Write(read));
        CollectionAssert.AreEqual(model.Graph.Constants.Select(constant => constant.Constant).ToList(), read.Graph.Constants.Select(constant => constant.Constant).ToList());
        CollectionAssert.AreEqual(model.Graph.Nodes[0].Attributes.ToList(), read.Graph.Nodes[0].Attributes.ToList());
    }

    [TestMethod]
    public void Read_TypedDataFields_GiveTheSameTensors()
    {
        var file = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense()));
        var raw = OnnxReader.Read(file.ToByteArray()).Graph.Constants.Select(constant => constant.Constant).ToList();
        foreach (var tensor in file.Graph.Initializer)
        {
            if (tensor.DataType == (int)DataType.Int64)
            {
                tensor.Int64Data.Add(-1);
            }
            else
            {
                tensor.FloatData.AddRange(Enumerable.Range(0, tensor.RawData.Length / 4).Select(index => BitConverter.ToSingle(tensor.RawData.Span[(index * 4)..])));
            }

            tensor.ClearRawData();
        }

        CollectionAssert.AreEqual(raw, OnnxReader.Read(file.ToByteArray()).Graph.Constants.Select(constant => constant.Constant).ToList());
    }

    public static IEnumerable<object[]> TypedFields =>
    [
        [DataType.Int8, (Action<TensorProto>)(tensor => tensor.Int32Data.Add(-2)), new byte[] { 0xFE }],
        [DataType.Bool, (Action<TensorProto>)(tensor => tensor.Int32Data.Add(1)), new byte[] { 1 }],
        [DataType.UInt16, (Action<TensorProto>)(tensor => tensor.Int32Data.Add(0xABCD)), new byte[] { 0xCD, 0xAB }],
        [DataType.Float16, (Action<TensorProto>)(tensor => tensor.Int32Data.Add(0x3C00)), new byte[] { 0, 0x3C }],
        [DataType.Int32, (Action<TensorProto>)(tensor => tensor.Int32Data.Add(-1)), new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }],
        [DataType.UInt32, (Action<TensorProto>)(tensor => tensor.Uint64Data.Add(0x80000001)), new byte[] { 1, 0, 0, 0x80 }],
        [DataType.UInt64, (Action<TensorProto>)(tensor => tensor.Uint64Data.Add(3)), new byte[] { 3, 0, 0, 0, 0, 0, 0, 0 }],
        [DataType.Double, (Action<TensorProto>)(tensor => tensor.DoubleData.Add(1)), new byte[] { 0, 0, 0, 0, 0, 0, 0xF0, 0x3F }],
    ];

    [TestMethod]
    [DynamicData(nameof(TypedFields))]
    public void Read_TypedField_GivesRawBytes(object type, object fill, byte[] expected)
    {
        var tensor = new TensorProto { DataType = (int)(DataType)type };
        ((Action<TensorProto>)fill)(tensor);

        CollectionAssert.AreEqual(expected, TensorCodec.Read(tensor, "here").Data.ToArray());
    }

    [TestMethod]
    public void Read_ForeignDimensionTexts_StayApartAndEqualOnesStayEqual()
    {
        var file = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense()));
        file.Graph.Input[0].Type.TensorType.Shape.Dim[0].DimParam = "batch / 2 of 3";
        file.Graph.Input[0].Type.TensorType.Shape.Dim[1].ClearValue();
        file.Graph.Output[0].Type.TensorType.Shape.Dim[0].DimParam = "batch / 2 of 3";

        var read = OnnxReader.Read(file.ToByteArray()).Graph;

        Assert.AreEqual("float32[size_batch___2_of_3, unknown_size]", GraphPrinter.TypeText(read.Inputs[0].Type, read.Inputs[0].Shape));
        Assert.AreEqual(read.Inputs[0].Shape![0], read.Outputs[0].Shape![0]);
    }

    public static IEnumerable<object[]> Damages =>
    [
        [(Action<ModelProto>)(file => file.Graph = null), "ONNX file: expected a model with a graph; received {0} bytes without one. Pass the bytes of an .onnx file."],
        [(Action<ModelProto>)(file => file.IrVersion = 99), "ONNX file, ir_version: expected 3 to 13; received 99. Write the model in one of these versions."],
        [(Action<ModelProto>)(file => file.Functions.Add(new FunctionProto())), "ONNX file, functions: expected no entry; received 1. Use a model without it."],
        [(Action<ModelProto>)(file => file.Graph.Node[0].Input[0] = "nowhere"), "Node 'hidden1/MatMul' (MatMul): expected a value that an input, a constant or an earlier node provides; received 'nowhere'. Order the nodes, or add what provides the value."],
        [(Action<ModelProto>)(file => file.Graph.Output[0].Name = "nowhere"), "Output 'nowhere': expected a value that an input, a constant or an earlier node provides; received 'nowhere'. Order the nodes, or add what provides the value."],
        [(Action<ModelProto>)(file => file.Graph.Initializer[0].Dims[0] = 1L << 40), "Constant 'hidden1.kernel': expected data for float32[1099511627776, 3]; received another amount of data. Write the file again; this one is damaged."],
        [(Action<ModelProto>)(file => file.Graph.Initializer[0].DataType = 23), "Constant 'hidden1.kernel': expected an element type from float32 (1) to bfloat16 (16); received type 23. Convert the tensor to one of these types."],
        [(Action<ModelProto>)(file => file.Graph.Initializer[0].DataLocation = TensorProto.Types.DataLocation.External), "Constant 'hidden1.kernel': expected the data in this file; received a reference to data elsewhere. Write the model into one file."],
        [(Action<ModelProto>)(file => file.Graph.Input[0].Type = new TypeProto { SequenceType = new TypeProto.Types.Sequence() }), "Value 'x': expected a tensor; received SequenceType. Use a model whose values are all tensors."],
        [(Action<ModelProto>)(file => file.Graph.Input[0].Type.TensorType.Shape = null), "Graph input 'x': expected a shape; received none. Give the value a shape; name the sizes that vary."],
        [(Action<ModelProto>)(file => file.Graph.Input[0].Type.TensorType.Shape.Dim[1].DimValue = -5), "Value 'x': expected sizes of 0 or more; received -5. Write the file again; this one is damaged."],
        [(Action<ModelProto>)(file => file.Graph.Node[0].OpType = ""), "Node 'hidden1/MatMul' (): expected an operator without overload and device configurations; received no operator. Use a model without it."],
        [(Action<ModelProto>)(file => file.Graph.Node[3].Attribute[0].Type = AttributeProto.Types.AttributeType.Graph), "Node 'Reshape', attribute 'allowzero': expected a number, a text, a tensor or a list of numbers or texts; received Graph. Use a model without subgraphs and functions."],
        [(Action<ModelProto>)(file => file.Graph.Node[1].Output[0] = "x"), "Graph 'dense', value 'x': expected a name that no other value has; received a name in use. Choose another name for the input or output."],
    ];

    [TestMethod]
    [DynamicData(nameof(Damages))]
    public void Read_Damage_SaysWhereAndWhat(object damage, string message)
    {
        var file = ModelProto.Parser.ParseFrom(OnnxWriter.Write(Dense()));
        ((Action<ModelProto>)damage)(file);
        var bytes = file.ToByteArray();

        var exception = Assert.Throws<GraphException>(() => OnnxReader.Read(bytes));

        Assert.AreEqual(message.Replace("{0}", $"{bytes.Length}", StringComparison.Ordinal), exception.Message);
    }

    [TestMethod]
    public void Read_AnyTruncationOrFlippedByte_GivesAModelOrATypedError()
    {
        var whole = OnnxWriter.Write(Everything());
        var refused = 0;
        foreach (var damaged in Truncations(whole).Concat(Flips(whole)))
        {
            try
            {
                OnnxReader.Read(damaged);
            }
            catch (GraphException)
            {
                refused++;
            }
        }

        Assert.IsGreaterThan(whole.Length / 2, refused);
    }

    private static IEnumerable<byte[]> Truncations(byte[] whole) => Enumerable.Range(0, whole.Length).Select(length => whole[..length]);

    private static IEnumerable<byte[]> Flips(byte[] whole) => Enumerable.Range(0, whole.Length * 3).Select(number =>
    {
        var copy = (byte[])whole.Clone();
        copy[number / 3] ^= (byte)(number % 3 == 0 ? 0x80 : number % 3 == 1 ? 0x01 : 0xFF);
        return copy;
    });

    private static Model Everything()
    {
        var graph = new Graph("everything");
        var x = graph.AddInput("x", DataType.Float, Shape("n", Dimension.Symbol("n").FloorDivide(2), 0));
        foreach (var type in Enum.GetValues<DataType>().Where(type => DataTypes.BytesOf(type) > 0))
        {
            graph.AddConstant(DataTypes.NameOf(type), ConstantTensor.FromBytes(type, [2], Enumerable.Range(0, 2 * DataTypes.BytesOf(type)).Select(value => (byte)value).ToArray()));
        }

        graph.AddConstant("empty", ConstantTensor.FromBytes(DataType.Float, [0, 3], default));
        graph.AddConstant("words", ConstantTensor.Text(["a", "größe", "", "d"], [2, 2]));
        var node = graph.AddNode(
            "Everything", [x, null, graph.Constants[0]], [Floats("n", 1), (DataType.Undefined, null), (DataType.Int64, null)],
            [
                new IntAttribute("i", long.MinValue), new FloatAttribute("f", float.NaN), new StringAttribute("s", "größe"), new IntsAttribute("is", []), new IntsAttribute("ints", [0, -1]),
                new FloatsAttribute("fs", [1.5f, float.NegativeInfinity]), new StringsAttribute("ss", ["", "b"]), new TensorAttribute("t", ConstantTensor.Scalar(2.5f)),
            ],
            "our.domain", new NodeOrigin("aten::everything", "a.b", "/src/A file.cs", 7));
        graph.Output("y", node.Outputs[0]);
        return new Model(graph, 22) { Opsets = { ["our.domain"] = 1 }, Metadata = { ["key"] = "" } };
    }
}
