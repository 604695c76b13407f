using OnnxForge.Export;
using OnnxForge.Inference;

namespace OnnxForge.Tests.Export;

/// <summary>What <see cref="RuntimeKernels"/> knows of ONNX Runtime, asked of ONNX Runtime: each operator that lowerings write, in each element type, as a model of one node.</summary>
[TestClass]
public sealed class RuntimeKernelTests
{
    private static readonly DataType[] Types =
    [
        DataType.Bool, DataType.UInt8, DataType.Int8, DataType.Int16, DataType.Int32, DataType.Int64, DataType.Float16, DataType.BFloat16, DataType.Float, DataType.Double,
    ];

    // operators, and the inputs of each: T is the type that is asked for, i is int64, f is float32, b is bool; with a shape. Then attributes.
    private static readonly (string Operators, string Inputs, NodeAttribute[] Attributes)[] Forms =
    [
        ("Abs Acos Acosh Asin Asinh Atan Atanh BitwiseNot Ceil Celu Cos Cosh Elu Erf Exp Floor Gelu HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu Log LogSoftmax Neg NonZero Not Reciprocal Relu Round "
            + "Selu Shape Sigmoid Sign Sin Sinh Softmax Softplus Softsign Sqrt Tan Tanh Transpose Trilu EyeLike ArgMax ArgMin", "T2x2", []),
        ("Add And BitwiseAnd BitwiseOr BitwiseXor Div Equal Greater GreaterOrEqual Less LessOrEqual MatMul Max Min Mul Or Pow PRelu Sub Xor", "T2x2 T2x2", []),
        ("Gemm", "T2x2 T2x2 T2", []),
        ("Det", "T2x2", []),
        ("Mod", "T2x2 T2x2", [new IntAttribute("fmod", 1)]),
        ("Where", "b2x2 T2x2 T2x2", []),
        ("Concat", "T2x2 T2x2", [new IntAttribute("axis", 0)]),
        ("Gather", "T2x2 i2", []),
        ("GatherElements GatherND", "T2x2 i2x2", []),
        ("ScatterElements", "T2x2 i2x2 T2x2", []),
        ("ScatterND", "T2x2 i2x1 T2x2", []),
        ("Compress", "T2x2 b4", []),
        ("CumSum", "T2x2 i", []),
        ("TopK", "T2x2 i1", []),
        ("OneHot", "i2 i T2", []),
        ("Range", "T T T", []),
        ("Reshape Expand Tile", "T2x2 i2", []),
        ("Unsqueeze Split", "T2x2 i1", []),
        ("Squeeze", "T1x2 i1", []),
        ("Slice", "T2x2 i1 i1 i1 i1", []),
        ("Pad", "T2x2 i4 T", []),
        ("ReduceL1 ReduceL2 ReduceLogSumExp ReduceMax ReduceMean ReduceMin ReduceProd ReduceSum ReduceSumSquare", "T2x2 i1", []),
        ("AveragePool MaxPool", "T1x1x4x4", [new IntsAttribute("kernel_shape", [2, 2])]),
        ("GlobalAveragePool GlobalMaxPool", "T1x1x4x4", []),
        ("Conv", "T1x1x4x4 T1x1x2x2 T1", []),
        ("ConvTranspose", "T1x1x4x4 T1x1x2x2 T1", []),
        ("BatchNormalization", "T2x3x2 T3 T3 T3 T3", []),
        ("InstanceNormalization", "T2x3x2 T3 T3", []),
        ("LayerNormalization", "T2x3 T3 T3", []),
        ("Col2Im", "T1x4x4 i2 i2", []),
        ("DepthToSpace", "T1x4x2x2", [new IntAttribute("blocksize", 2)]),
        ("SpaceToDepth", "T1x1x4x4", [new IntAttribute("blocksize", 2)]),
        ("GridSample", "T1x1x4x4 T1x2x2x2", []),
        ("Resize", "T1x1x4x4 f0 f4", []),
        ("LSTM", "T3x2x4 T1x20x4 T1x20x5", [new IntAttribute("hidden_size", 5)]),
        ("GRU", "T3x2x4 T1x15x4 T1x15x5", [new IntAttribute("hidden_size", 5)]),
        ("RNN", "T3x2x4 T1x5x4 T1x5x5", [new IntAttribute("hidden_size", 5)]),
    ];

    private static readonly int[] Opsets = [17, 20, 23];

    public static IEnumerable<object[]> Operators => Forms.SelectMany(form => form.Operators.Split(' ')).Select(name => new object[] { name });

    [TestMethod, DynamicData(nameof(Operators))]
    public void Kernels_OfEachType_AreThoseOfOnnxRuntime(string opType)
    {
        var (_, inputs, attributes) = Forms.Single(form => form.Operators.Split(' ').Contains(opType));
        var loads = Opsets.Select(opset => (Opset: opset, Types: Types.Where(type => Loads(opType, inputs, attributes, type, opset)).ToList())).Where(found => found.Types.Count > 0).ToList();
        Assert.IsNotEmpty(loads);
        foreach (var (opset, types) in loads)
        {
            var known = Types.Where(type => RuntimeKernels.TypeFor(opType, type, opset, attributes) == type).ToList();
            Assert.IsEmpty(known.Except(types), $"at opset {opset} ONNX Runtime loads {string.Join(", ", types)}");
            // what only some opsets have, and bfloat16, which rounds after every step, is computed in another type at all of them
            var missing = types.Where(type => type != DataType.BFloat16 && loads.All(other => other.Types.Contains(type))).Except(known);
            Assert.IsEmpty(missing, $"at opset {opset} ONNX Runtime loads {string.Join(", ", types)}");
        }
    }

    private static bool Loads(string opType, string inputs, NodeAttribute[] attributes, DataType type, int opset)
    {
        try
        {
            InferenceModel.Load(OnnxWriter.Write(ModelOf(opType, inputs, attributes, type, opset)), new InferenceOptions { Threads = 1 }).Dispose();
            return true;
        }
        catch (ModelLoadException) { return false; }
    }

    private static Model ModelOf(string opType, string inputs, NodeAttribute[] attributes, DataType type, int opset)
    {
        var graph = new Graph("kernel");
        var values = inputs.Split(' ').Select((text, i) => graph.AddInput($"x{i}", text[0] switch { 'i' => DataType.Int64, 'f' => DataType.Float, 'b' => DataType.Bool, _ => type },
            [.. text[1..].Split('x', StringSplitOptions.RemoveEmptyEntries).Select(size => Dimension.Of(long.Parse(size, System.Globalization.CultureInfo.InvariantCulture)))])).ToList<Value?>();
        bool old = opset < 18 && opType.StartsWith("Reduce", StringComparison.Ordinal) && opType != "ReduceSum";
        if (old) values.RemoveAt(1);
        var result = opType switch
        {
            "Equal" or "Greater" or "GreaterOrEqual" or "Less" or "LessOrEqual" or "IsInf" or "IsNaN" => DataType.Bool,
            "Shape" or "ArgMax" or "ArgMin" or "NonZero" => DataType.Int64,
            _ => type,
        };
        List<(DataType, IReadOnlyList<Dimension>?)> results = [(result, null)];
        if (opType == "TopK") results.Add((DataType.Int64, null));
        var flat = graph.AddNode("Reshape", [graph.AddNode(opType, values, results, attributes).Outputs[0], graph.AddConstant(null, ConstantTensor.Int64s(-1))], [(result, [Dimension.Symbol("n")])]);
        graph.Outputs.Add(flat.Outputs[0]);
        return new Model(graph, opset);
    }
}
