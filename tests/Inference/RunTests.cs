using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class RunTests
{
    [TestMethod]
    public void Load_Bytes_GivesSignatureAndMetadata()
    {
        using var model = InferenceModel.Load(Linear);
        Assert.AreEqual("(x float32 [batch, 3]) -> (y float32 [batch, 2])", model.Signature.ToString());
        Assert.AreEqual(SignatureDimension.Named("batch"), model.Signature.Inputs[0].Dims[0]);
        Assert.AreEqual(SignatureDimension.Of(3), model.Signature.Inputs[0].Dims[1]);
        CollectionAssert.AreEquivalent(new[] { "purpose=tests", "unit=€" }, model.Metadata.Select(pair => $"{pair.Key}={pair.Value}").ToArray());
    }

    [TestMethod]
    public void Load_PartOfAnArray_ReadsOnlyThatPart()
    {
        var bytes = Linear;
        using var model = InferenceModel.Load(new ReadOnlyMemory<byte>([9, .. bytes, 9, 9], 1, bytes.Length));
        Assert.AreEqual("y float32 [batch, 2]", model.Signature.Outputs[0].ToString());
    }

    [TestMethod]
    [DataRow(GraphOptimization.None, 1)]
    [DataRow(GraphOptimization.Basic, 1)]
    [DataRow(GraphOptimization.Extended, 2)]
    [DataRow(GraphOptimization.All, 2)]
    public void Run_AnyBatch_ComputesRows(GraphOptimization optimization, int threads)
    {
        using var model = InferenceModel.Load(Linear, new InferenceOptions { Optimization = optimization, Threads = threads, AllowSpinning = threads == 2 });
        foreach (var batch in new[] { 1, 2, 7, 64, 0 })
        {
            var rows = Enumerable.Range(0, batch * 3).Select(value => (float)value).ToArray();
            var y = model.Run(Named(("x", TensorData.Create(rows, batch, 3))))["y"];
            Assert.AreEqual($"float32 [{batch}, 2]", y.ToString());
            var expected = rows.Chunk(3).SelectMany(row => new[] { row[0] + (2 * row[1]) + (3 * row[2]) + 10, 20 - row[0] }).ToArray();
            CollectionAssert.AreEqual(expected, y.AsSpan<float>().ToArray());
        }
    }

    [TestMethod]
    public void Run_EveryElementType_ReturnsTheSameBits()
    {
        SameBits(OnnxModelBuilder.Float32, ElementType.Float32, [1.5f, float.NaN, -0f]);
        SameBits(OnnxModelBuilder.Float64, ElementType.Float64, [1.5, double.Epsilon, double.NegativeInfinity]);
        SameBits(OnnxModelBuilder.Float16, ElementType.Float16, [(Half)1.5f, Half.MaxValue, Half.NaN]);
        SameBits(OnnxModelBuilder.Float16, ElementType.Float16, [new Float16(0x3C01), new Float16(0xFFFF)]);
        SameBits(OnnxModelBuilder.BFloat16, ElementType.BFloat16, [new BFloat16(0x3F81), new BFloat16(0xFFFF)]);
        SameBits(OnnxModelBuilder.Int8, ElementType.Int8, [sbyte.MinValue, sbyte.MaxValue]);
        SameBits(OnnxModelBuilder.Int16, ElementType.Int16, [short.MinValue, short.MaxValue]);
        SameBits(OnnxModelBuilder.Int32, ElementType.Int32, [int.MinValue, int.MaxValue]);
        SameBits(OnnxModelBuilder.Int64, ElementType.Int64, [long.MinValue, long.MaxValue]);
        SameBits(OnnxModelBuilder.UInt8, ElementType.UInt8, [byte.MinValue, byte.MaxValue]);
        SameBits(OnnxModelBuilder.UInt16, ElementType.UInt16, [ushort.MinValue, ushort.MaxValue]);
        SameBits(OnnxModelBuilder.UInt32, ElementType.UInt32, [uint.MinValue, uint.MaxValue]);
        SameBits(OnnxModelBuilder.UInt64, ElementType.UInt64, [ulong.MinValue, ulong.MaxValue]);
        SameBits(OnnxModelBuilder.Bool, ElementType.Bool, [true, false, true]);
    }

    [TestMethod]
    public void Run_TensorFromBytes_IsReadAsItsType()
    {
        using var model = InferenceModel.Load(Identity(OnnxModelBuilder.BFloat16));
        var y = model.Run(Named(("x", TensorData.FromBytes(ElementType.BFloat16, [2], [0x80, 0x3F, 0x00, 0xC0]))))["y"];
        Assert.AreEqual(1f, (float)y.AsSpan<BFloat16>()[0]);
        Assert.AreEqual(-2f, (float)y.AsSpan<BFloat16>()[1]);
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(1)]
    [DataRow(3)]
    public void Run_TextAndSeveralInputsAndOutputs_KeepOrderAndContent(int batch)
    {
        using var model = InferenceModel.Load(Pair);
        string[] names = [.. new[] { "", "Zürich 😀", "NEAR BAY" }.Take(batch)];
        var left = Enumerable.Range(0, batch * 2).Select(value => (float)value).ToArray();
        var outputs = model.Run(Named(("names", TensorData.Create(names, batch)), ("right", TensorData.Create(left, batch, 2)), ("left", TensorData.Create(left, batch, 2))));
        CollectionAssert.AreEqual(new[] { "sum", "count", "labels" }, outputs.Keys.ToArray());
        CollectionAssert.AreEqual(left.Select(value => 2 * value).ToArray(), outputs["sum"].AsSpan<float>().ToArray());
        Assert.AreEqual("int64 []", outputs["count"].ToString());
        Assert.AreEqual(batch * 2L, outputs["count"].AsSpan<long>()[0]);
        CollectionAssert.AreEqual(names, outputs["labels"].AsSpan<string>().ToArray());
    }

    [TestMethod]
    public void Run_AgainWithOtherNumbersAndTexts_ComputesThem()
    {
        var bytes = new OnnxModelBuilder().Import("ai.onnx.ml", 2).Input("x", OnnxModelBuilder.Float32, "n", 2).Input("flag", OnnxModelBuilder.Bool, "n").Input("city", OnnxModelBuilder.Text, "n")
            .Output("y", OnnxModelBuilder.Float32, "n", 2).Output("no", OnnxModelBuilder.Bool, "n").Output("id", OnnxModelBuilder.Int64, "n")
            .Node("Neg", ["x"], ["y"]).Node("Not", ["flag"], ["no"])
            .NodeOf("ai.onnx.ml", "LabelEncoder", ["city"], ["id"], ("keys_strings", new[] { "Rome", "Malmö" }), ("values_int64s", new[] { 1L, 2L }), ("default_int64", 0L)).Build();
        using var model = InferenceModel.Load(bytes);
        string[] cities = ["Rome", "Malmö", "", new string('x', 70_000)];
        for (var round = 0; round < 12; round++)
        {
            var rows = 1 + (round % 2);
            var last = cities[round % 4];
            string[] city = rows == 1 ? [last] : ["Malmö", last];
            var outputs = model.Run(Named(
                ("city", TensorData.Create(city, rows)), ("flag", TensorData.Create(Enumerable.Repeat(round % 3 == 0, rows).ToArray(), rows)), ("x", TensorData.Create(Enumerable.Repeat((float)round, 2 * rows).ToArray(), rows, 2))));
            CollectionAssert.AreEqual(Enumerable.Repeat(-(float)round, 2 * rows).ToArray(), outputs["y"].AsSpan<float>().ToArray());
            CollectionAssert.AreEqual(Enumerable.Repeat(round % 3 != 0, rows).ToArray(), outputs["no"].AsSpan<bool>().ToArray());
            CollectionAssert.AreEqual(city.Select(text => text switch { "Rome" => 1L, "Malmö" => 2L, _ => 0L }).ToArray(), outputs["id"].AsSpan<long>().ToArray());
        }
    }

    [TestMethod]
    public void Run_OutputsWhoseSizesDependOnValues_HaveTheirSizes()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, "n").Output("places", OnnxModelBuilder.Int64, 1, "found").Node("NonZero", ["x"], ["places"]).Build());
        var failed = 0;
        model.RunFailed += (_, _) => failed++;
        foreach (var (x, places) in new (float[], long[])[] { ([0, 1, 0], [1]), ([0, 0, 1], [2]), ([1, 0, 1], [0, 2]), ([0, 0, 0], []), ([1, 1, 1], [0, 1, 2]) })
        {
            CollectionAssert.AreEqual(places, model.Run(Named(("x", TensorData.Create(x, 3))))["places"].AsSpan<long>().ToArray());
        }

        Assert.AreEqual(0, failed);
    }

    [TestMethod]
    public void Run_OutputsOfEarlierRuns_StayAsTheyAre()
    {
        using var model = InferenceModel.Load(Linear);
        var outputs = Enumerable.Range(0, 4).Select(i => model.Run(Named(("x", TensorData.Create([i, 0f, 0f], 1, 3))))["y"]).ToArray();
        CollectionAssert.AreEqual(new[] { 10f, 11f, 12f, 13f }, Array.ConvertAll(outputs, y => y.AsSpan<float>()[0]));
    }

    [TestMethod]
    public void Run_ScalarInput_TakesAScalar()
    {
        var bytes = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float64).Output("y", OnnxModelBuilder.Float64).Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        Assert.AreEqual("(x float64 []) -> (y float64 [])", model.Signature.ToString());
        Assert.AreEqual(-2.5, model.Run(Named(("x", TensorData.Create([2.5]))))["y"].AsSpan<double>()[0]);
    }

    [TestMethod]
    public void Run_UnknownRank_TakesAnyRank()
    {
        var bytes = new OnnxModelBuilder().Input("x", OnnxModelBuilder.Float32, null).Output("y", OnnxModelBuilder.Float32, null).Node("Neg", ["x"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        Assert.AreEqual("float32 [1, 2]", model.Run(Named(("x", TensorData.Create([1f, 2f], 1, 2))))["y"].ToString());
        Assert.AreEqual("float32 [2]", model.Run(Named(("x", TensorData.Create([1f, 2f], 2))))["y"].ToString());
    }

    [TestMethod]
    public void Run_NoInputs_ComputesConstants()
    {
        var bytes = new OnnxModelBuilder().Output("y", OnnxModelBuilder.Float32, 2).Weight("w", [1f, 2f], 2).Node("Neg", ["w"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        CollectionAssert.AreEqual(new[] { -1f, -2f }, model.Run(Named())["y"].AsSpan<float>().ToArray());
    }

    [TestMethod]
    public void Run_ComputationFails_SaysWhichModelAndWhy()
    {
        using var model = InferenceModel.Load(GatherRow);
        var error = Fails<InferenceException>(
            () => model.Run(Named(("index", TensorData.Create([5L], 1)))),
            $"Run of model in memory ({GatherRow.Length} bytes): expected inputs that the model can compute with; received [ErrorCode:InvalidArgument] Non-zero status code returned while running Gather node. Name:'' Status Message: indices element out of data bounds, idx=5 must be within the inclusive range [-3,2]. Check sizes and values of the inputs against the operator that the message names.");
        Assert.IsInstanceOfType<OnnxRuntimeException>(error.InnerException);
        Assert.AreEqual(30f, model.Run(Named(("index", TensorData.Create([2L], 1))))["y"].AsSpan<float>()[0]);
    }

    private static byte[] GatherRow => new OnnxModelBuilder()
        .Input("index", OnnxModelBuilder.Int64, "n").Output("y", OnnxModelBuilder.Float32, "n")
        .Weight("w", [10f, 20f, 30f], 3).Node("Gather", ["w", "index"], ["y"]).Build();

    private static void SameBits<T>(int onnxType, ElementType type, T[] values) where T : unmanaged
    {
        using var model = InferenceModel.Load(Identity(onnxType));
        var x = TensorData.Create(values, values.Length);
        Assert.AreEqual(type, model.Signature.Inputs[0].Type);
        var y = model.Run(Named(("x", x)))["y"];
        Assert.AreEqual(type, y.Type);
        CollectionAssert.AreEqual(x.Bytes.ToArray(), y.Bytes.ToArray());
        CollectionAssert.AreEqual(values, y.AsSpan<T>().ToArray());
    }
}
