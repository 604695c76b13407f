using System.Diagnostics;
using System.Security.Cryptography;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class HostileModelTests
{
    private static readonly InferenceOptions Trusted = new() { Trusted = true };

    [TestMethod]
    [DataRow("../w.bin", "which is no path within the model's folder")]
    [DataRow("a/../../w.bin", "which is no path within the model's folder")]
    [DataRow("a\\..\\w.bin", "which is no path within the model's folder")]
    [DataRow("/etc/passwd", "which is no path within the model's folder")]
    [DataRow("\\\\host\\share", "which is no path within the model's folder")]
    [DataRow("C:w.bin", "which is no path within the model's folder")]
    [DataRow("*/_ORT_MEM_ADDR_/*", "which is no path within the model's folder")]
    [DataRow("", "which is no path within the model's folder")]
    [DataRow("w\0.bin", "which is no path within the model's folder")]
    [DataRow("none.bin", "which is not there")]
    public void Load_ExternalDataElsewhere_IsRefused(string location, string problem)
    {
        using var folder = new TemporaryFolder();
        Refused(Written(folder, External(location)), $"weight 'w' in '{location}', {problem}");
    }

    [TestMethod]
    public void Load_ExternalDataInBytes_IsRefused() => Fails<ModelLoadException>(
        () => InferenceModel.Load(External("../w.bin")),
        $"Model in memory ({External("../w.bin").Length} bytes): expected all weights in the bytes; received weights in '../w.bin'. Load the model by its path, with its data files beside it.");

    [TestMethod]
    public void Load_ExternalDataBesideTheModel_Runs()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("data"));
        File.WriteAllBytes(folder.File("data", "w.bin"), [.. BitConverter.GetBytes(9f), .. BitConverter.GetBytes(1f), .. BitConverter.GetBytes(2f)]);
        using var model = InferenceModel.Load(Written(folder, External([("location", "data/w.bin"), ("offset", "4"), ("length", "8")])));
        CollectionAssert.AreEqual(new[] { 11f, 22f }, model.Predict([10, 20]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Load_ExternalDataThroughLinks_IsRefused()
    {
        using var folder = new TemporaryFolder();
        using var elsewhere = new TemporaryFolder();
        File.WriteAllBytes(elsewhere.File("w.bin"), new byte[8]);
        File.CreateSymbolicLink(folder.File("soft.bin"), elsewhere.File("w.bin"));
        Directory.CreateSymbolicLink(folder.File("folder"), elsewhere.Path);
        Start("ln", elsewhere.File("w.bin"), folder.File("hard.bin"));
        Start("mkfifo", folder.File("pipe.bin"));
        Refused(Written(folder, External("soft.bin")), $"weight 'w' in 'soft.bin', where 'soft.bin' is a link to '{elsewhere.File("w.bin")}'");
        Refused(Written(folder, External("folder/w.bin")), $"weight 'w' in 'folder/w.bin', where 'folder' is a link to '{elsewhere.Path}'");
        Refused(Written(folder, External("hard.bin")), "weight 'w' in 'hard.bin', a file that has 2 names (hard links)");
        Refused(Written(folder, External("pipe.bin")), "weight 'w' in 'pipe.bin', which is no ordinary file");
        using var model = InferenceModel.Load(Written(folder, External("hard.bin")), Trusted);
        CollectionAssert.AreEqual(new[] { 1f, 2f }, model.Predict([1, 2]));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Load_PipeOrDevice_IsRefusedWithoutReading()
    {
        using var folder = new TemporaryFolder();
        Start("mkfifo", folder.File("model.onnx"));
        foreach (var path in new[] { folder.File("model.onnx"), "/dev/zero" })
        {
            Fails<ModelLoadException>(() => InferenceModel.Load(path), $"Model '{path}': expected a model file; received a pipe, a socket or a device. Load it as a stream.");
        }
    }

    [TestMethod]
    [DataRow("8", "8", "weight 'w' at bytes 8 to 16 of 'w.bin', which has 12")]
    [DataRow("9223372036854775807", "8", "weight 'w' at bytes 9223372036854775807 to 9223372036854775815 of 'w.bin', which has 12")]
    [DataRow("-4", "8", "weight 'w' with external data of offset '-4'")]
    [DataRow("99999999999999999999", "8", "weight 'w' with external data of offset '99999999999999999999'")]
    [DataRow("0", "12", "weight 'w' of 8 bytes with external data of 12 bytes")]
    public void Load_ExternalDataPastTheEnd_IsRefused(string offset, string length, string received)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.bin"), new byte[12]);
        Refused(Written(folder, External([("location", "w.bin"), ("offset", offset), ("length", length)])), received);
    }

    [TestMethod]
    public void Load_ExternalDataNamedTwice_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.bin"), new byte[8]);
        Refused(Written(folder, External([("location", "w.bin"), ("location", "/etc/passwd")])), "external data with 'location' twice, or with too many entries");
    }

    [TestMethod]
    public void Load_GraphsWithinGraphs_AreRefused()
    {
        var graph = new OnnxModelBuilder().Output("y", 1, 1).Weight("w", [1f], 1).Node("Identity", ["w"], ["y"]).Graph();
        for (var depth = 0; depth < 60; depth++)
        {
            graph = new OnnxModelBuilder().Output("y", 1, 1).Node("If", ["c"], ["y"], ("then_branch", graph), ("else_branch", graph[..0])).Graph();
        }

        Refused(ProtobufWriter.Message(model => model.Integer(1, 8).Bytes(7, graph)), "graphs within graphs, 25 deep");
    }

    [TestMethod]
    public void Load_NodeFlood_IsRefusedQuicklyAndInLittleMemory()
    {
        var flood = Chain(ModelCheck.MostNodes + 1);
        var (watch, before) = (Stopwatch.StartNew(), GC.GetAllocatedBytesForCurrentThread());
        Refused(flood, "more than 100000 nodes");
        Assert.IsTrue(watch.Elapsed < TimeSpan.FromSeconds(5), $"{watch.Elapsed}");
        Assert.IsTrue(GC.GetAllocatedBytesForCurrentThread() - before < 64 << 20);
    }

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(long.MaxValue)]
    public void Load_WeightOfImpossibleDims_IsRefused(long size) => Refused(
        new OnnxModelBuilder().Input("x", 1, 2).Output("y", 1, 2).Weight("w", 1, [], size, 4).Node("Add", ["x", "w"], ["y"]).Build(),
        $"weight 'w' of dims [{size}, 4], which are no sizes");

    [TestMethod]
    public void Load_WeightOfOtherSizeThanItsDims_IsRefused()
    {
        Refused(Weighted(1, [1, 2, 3, 4], 1000), "weight 'w' of dims [1000] with 4 bytes in place of 4000");
        Refused(Weighted(1, [], 1L << 61), "weight 'w' of element type 1 and dims [2305843009213693952], whose bytes cannot be counted");
        Refused(Weighted(99, [], 1), "weight 'w' of element type 99 and dims [1], whose bytes cannot be counted");
        var unpacked = ProtobufWriter.Message(model => model.Integer(1, 8).Nested(7, graph => graph.Nested(5, tensor => tensor.Integer(1, 3).Integer(2, 1).Float(4, 1).Float(4, 2).Text(8, "w"))));
        Refused(unpacked, "weight 'w' of dims [3] with 2 numbers in place of 3");
    }

    [TestMethod]
    public void Load_NumbersOneByOne_AreCountedAsPackedOnesAre()
    {
        var bytes = ProtobufWriter.Message(model => model.Integer(1, 8).Nested(8, opset => opset.Text(1, "").Integer(2, 17)).Nested(7, graph =>
        {
            graph.Nested(5, tensor =>
            {
                tensor.Integer(1, 300).Integer(2, 7).Text(8, "w");
                Enumerable.Range(0, 300).ToList().ForEach(value => tensor.Integer(7, value));
            });
            graph.Nested(1, node => node.Text(1, "w").Text(2, "y").Text(4, "Identity")).Text(2, "g");
            graph.Nested(12, output => output.Text(1, "y").Nested(2, type => type.Nested(1, tensor => tensor.Integer(1, 7).Nested(2, shape => shape.Nested(1, size => size.Integer(1, 300))))));
        }));
        using var model = InferenceModel.Load(bytes);
        Assert.AreEqual(299L, model.Run(Named())["y"].AsSpan<long>()[299]);
    }

    [TestMethod]
    public void Load_ConstantOfImmenseShape_IsRefused()
    {
        Refused(OfShape("ConstantOfShape", 1L << 40), $"a node ConstantOfShape of constant dims [{1L << 40}], which are no sizes or give more than {1L << 30} bytes");
        Refused(
            new OnnxModelBuilder().Input("x", 1, 1).Output("y", 1, "n").Weight("shape", [1L << 32, 4L], 2).Node("Expand", ["x", "shape"], ["y"]).Build(),
            $"a node Expand of constant dims [{1L << 32}, 4], which are no sizes or give more than {1L << 30} bytes");
        Refused(OfShape("ConstantOfShape", -2), $"a node ConstantOfShape of constant dims [-2], which are no sizes or give more than {1L << 30} bytes");
    }

    [TestMethod]
    public void Load_ConstantUnderTheLimit_IsNotFoldedIntoMemory()
    {
        var before = Environment.WorkingSet;
        using var model = InferenceModel.Load(OfShape("ConstantOfShape", 1L << 27));
        Assert.IsTrue(Environment.WorkingSet - before < 256 << 20, $"{Environment.WorkingSet - before}");
    }

    [TestMethod]
    public void Run_ShapeBombFromAnInput_IsATypedError()
    {
        var bytes = new OnnxModelBuilder().Input("shape", OnnxModelBuilder.Int64, 1).Output("y", 1, "n").Node("ConstantOfShape", ["shape"], ["y"]).Build();
        using var model = InferenceModel.Load(bytes);
        foreach (var size in new[] { 1L << 45, 1L << 62, long.MaxValue, -5 })
        {
            Assert.ThrowsExactly<InferenceException>(() => model.Predict(TensorData.Create([size], 1)));
        }

        Assert.AreEqual("float32 [3]", model.Predict(TensorData.Create([3L], 1)).ToString());
    }

    [TestMethod]
    public void Load_FunctionsThatMultiply_AreRefused()
    {
        var builder = new OnnxModelBuilder().Import("own", 1).Input("x", 1, 1).Output("y", 1, 1).NodeOf("own", "f0", ["x"], ["y"]);
        for (var level = 0; level < 40; level++)
        {
            builder.Function($"f{level}", ("own", $"f{level + 1}", "x", "a"), ("own", $"f{level + 1}", "a", "y"));
        }

        Refused(builder.Function("f40", ("", "Neg", "x", "y")).Build(), "functions whose calls give more than 100000 nodes");
    }

    [TestMethod]
    public void Load_FunctionsThatCallThemselves_AreRefused()
    {
        OnnxModelBuilder Caller() => new OnnxModelBuilder().Import("own", 1).Input("x", 1, 1).Output("y", 1, 1).NodeOf("own", "f", ["x"], ["y"]);
        Refused(Caller().Function("f", ("own", "f", "x", "y")).Build(), "a function that calls itself");
        Refused(Caller().Function("f", ("own", "g", "x", "y")).Function("g", ("own", "f", "x", "y")).Build(), "a function that calls itself");
        using var model = InferenceModel.Load(Caller().Function("f", ("own", "g", "x", "a"), ("own", "g", "a", "y")).Function("g", ("", "Neg", "x", "a"), ("", "Exp", "a", "y")).Build());
        Assert.AreEqual(MathF.Exp(-MathF.Exp(-1f)), model.Predict([1f])[0], 1e-6f);
    }

    [TestMethod]
    public void Load_CompiledCodeOfAProvider_IsRefused() => Refused(
        new OnnxModelBuilder().Import("com.microsoft", 1).Input("x", 1, 1).Output("y", 1, 1).NodeOf("com.microsoft", "EPContext", ["x"], ["y"], ("ep_cache_context", "evil.so")).Build(),
        "a node EPContext, which has an execution provider load compiled code");

    [TestMethod]
    public void Load_WhatOnnxRuntimeRefuses_IsATypedError()
    {
        OnnxModelBuilder XY() => new OnnxModelBuilder().Input("x", 1, 1, 1).Output("y", 1, 1, 1);
        foreach (var (what, bytes) in new (string, byte[])[]
        {
            ("a cycle", XY().Node("Add", ["x", "b"], ["a"]).Node("Neg", ["a"], ["b"]).Node("Neg", ["b"], ["y"]).Build()),
            ("an output made twice", XY().Node("Neg", ["x"], ["y"]).Node("Abs", ["x"], ["y"]).Build()),
            ("an unknown domain", XY().Import("evil", 1).NodeOf("evil", "LoadLibrary", ["x"], ["y"], ("library", "/tmp/evil.so")).Build()),
            ("a future opset", new OnnxModelBuilder { Opset = 9999 }.Input("x", 1, 1).Output("y", 1, 1).Node("Neg", ["x"], ["y"]).Build()),
            ("a convolution of rank 2", XY().Weight("k", new float[9], 1, 1, 3, 3).Node("Conv", ["x", "k"], ["y"]).Build()),
        })
        {
            Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(bytes), what);
        }
    }

    [TestMethod]
    public void Run_GatherOutOfRange_IsATypedError()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder().Input("i", 7, 1).Output("y", 1, 1).Weight("w", [1f], 1).Node("Gather", ["w", "i"], ["y"]).Build());
        Assert.ThrowsExactly<InferenceException>(() => model.Predict<long, float>([long.MaxValue]));
        Assert.AreEqual(1f, model.Predict<long, float>([0])[0]);
    }

    [TestMethod]
    public void Load_EveryByteFlipped_IsAModelOrATypedError()
    {
        var (whole, refused) = (Counted, 0);
        for (var i = 0; i < whole.Length; i++)
        {
            foreach (var change in new[] { 1, 0x80, 0xFF })
            {
                var bytes = (byte[])whole.Clone();
                bytes[i] ^= (byte)change;
                try
                {
                    InferenceModel.Load(bytes).Dispose();
                }
                catch (ModelLoadException)
                {
                    refused++;
                }
            }
        }

        // What a changed byte makes of a model is one of two things; a crash or another error fails the test.
        Assert.IsTrue(refused > whole.Length && refused < 3 * whole.Length, $"{refused} of {3 * whole.Length}");
    }

    [TestMethod]
    public void Load_OtherHash_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var (path, hash) = (Written(folder, Linear), Convert.ToHexString(SHA256.HashData(Linear)));
        using (var model = InferenceModel.Load(path, new InferenceOptions { ExpectedSha256 = hash.ToLowerInvariant() }))
        {
            CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1, 2, 3]));
        }

        var other = new string('0', 64);
        Fails<ModelLoadException>(() => InferenceModel.Load(path, new InferenceOptions { ExpectedSha256 = other }), $"Model '{path}': expected a file of SHA-256 {other}; received {hash}. Fetch the file again from where the hash comes from.");
        Fails<InferenceException>(() => InferenceModel.Load(path, new InferenceOptions { ExpectedSha256 = "abc" }), "InferenceOptions.ExpectedSha256: expected 64 hexadecimal digits, or null; received 'abc'. Give what sha256sum prints for the file.");
        File.WriteAllBytes(folder.File("w.bin"), new byte[8]);
        Fails<ModelLoadException>(
            () => InferenceModel.Load(Written(folder, External("w.bin")), new InferenceOptions { ExpectedSha256 = other }),
            $"Model '{path}': expected all weights in the file, as ExpectedSha256 covers no other; received weights in 'w.bin'. Export the model with its weights inside, or load it without ExpectedSha256.");
    }

    [TestMethod]
    public void CheckUnchanged_FileReplaced_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var path = Written(folder, Linear);
        var model = AdmittedModel.Admit(ModelSource.Of(path), new InferenceOptions());
        model.CheckUnchanged();
        File.WriteAllBytes(path, Pair);
        Fails<ModelLoadException>(model.CheckUnchanged, $"Model '{path}': expected a file that nobody changes while it is loaded; received another file than the one that was checked. Write models beside the old file and rename them.");
    }

    [TestMethod]
    public void CheckUnchanged_WeightsReplaced_IsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.bin"), new byte[8]);
        var path = Written(folder, External("w.bin"));
        var model = AdmittedModel.Admit(ModelSource.Of(path), new InferenceOptions());
        model.CheckUnchanged();
        File.WriteAllBytes(folder.File("w.bin"), new byte[9]);
        Fails<ModelLoadException>(model.CheckUnchanged, $"Model '{path}': expected a file that nobody changes while it is loaded; received another 'w.bin' than the one that was checked. Write models beside the old file and rename them.");
    }

    private static byte[] External(string location) => External([("location", location)]);

    private static byte[] External((string Key, string Value)[] entries) =>
        new OnnxModelBuilder().Input("x", 1, 2).Output("y", 1, 2).ExternalWeight("w", entries, 2).Node("Add", ["x", "w"], ["y"]).Build();

    private static byte[] Weighted(int type, byte[] data, params long[] dims) =>
        new OnnxModelBuilder().Input("x", 1, 2).Output("y", 1, 2).Weight("w", type, data, dims).Node("Add", ["x", "w"], ["y"]).Build();

    private static byte[] OfShape(string type, long size) =>
        new OnnxModelBuilder().Input("x", 1, 1).Output("y", 1, "n").Weight("shape", [size], 1).Node(type, ["shape"], ["c"]).Node("Add", ["x", "c"], ["y"]).Build();

    private static byte[] Chain(int nodes)
    {
        var builder = new OnnxModelBuilder().Input("x", 1, 1).Output($"v{nodes}", 1, 1);
        for (var i = 0; i < nodes; i++)
        {
            builder.Node("Neg", [i == 0 ? "x" : $"v{i}"], [$"v{i + 1}"]);
        }

        return builder.Build();
    }

    private static string Written(TemporaryFolder folder, byte[] model)
    {
        File.WriteAllBytes(folder.File("model.onnx"), model);
        return folder.File("model.onnx");
    }

    private static void Start(string command, params string[] arguments)
    {
        using var process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
    }

    private static void Refused(string path, string received) => Assert.AreEqual(received, Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(path)).Received);

    private static void Refused(byte[] model, string received) => Assert.AreEqual(received, Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(model)).Received);
}
