using Microsoft.ML.OnnxRuntime;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class LoadErrorTests
{
    private const string Untrusted = "Copy or export it again; a file of your own that is meant so loads with InferenceOptions.Trusted.";

    private static readonly InferenceOptions Trusted = new() { Trusted = true };

    private string _folder = "";

    [TestInitialize]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("onnxforge-load-").FullName;

    [TestCleanup]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Load_GoodFile_Runs()
    {
        using var model = InferenceModel.Load(Written(Linear));
        CollectionAssert.AreEqual(new[] { 24f, 19f }, model.Predict([1f, 2f, 3f]));
    }

    [TestMethod]
    public void Load_MissingFile_NamesThePath()
    {
        var path = Path.Combine(_folder, "none.onnx");
        var error = Fails<ModelLoadException>(() => InferenceModel.Load(path), $"Model '{path}': expected a model file; received no file at that path. Check the path, or export the model first.");
        Assert.AreEqual(path, error.Path);
    }

    [TestMethod]
    public void Load_Directory_IsRefused() =>
        Fails<ModelLoadException>(() => InferenceModel.Load(_folder), $"Model '{_folder}': expected a model file; received a directory. Give the path of the .onnx file in it.");

    [TestMethod]
    public void Load_EmptyFile_IsRefused()
    {
        var path = Written([]);
        Fails<ModelLoadException>(() => InferenceModel.Load(path), $"Model '{path}': expected a model file; received an empty file. Export the model again.");
        Fails<ModelLoadException>(() => InferenceModel.Load(ReadOnlyMemory<byte>.Empty), "Model in memory: expected the bytes of a model; received no bytes. Read the whole model file.");
    }

    [TestMethod]
    public void Load_DamagedFile_GivesCauseAndRemedy()
    {
        var path = Written("PK not a model"u8.ToArray());
        Fails<ModelLoadException>(
            () => InferenceModel.Load(path),
            $"Model '{path}': expected a whole ONNX file that asks for nothing out of the ordinary; received a field of wire type 7 at byte 5. {Untrusted}");
        var error = Fails<ModelLoadException>(
            () => InferenceModel.Load(path, Trusted),
            $"Model '{path}': expected a model that ONNX Runtime can load; received [ErrorCode:InvalidProtobuf] Load model from {path} failed:Protobuf parsing failed. The file is damaged or no ONNX model: copy or export it again.");
        Assert.IsInstanceOfType<OnnxRuntimeException>(error.InnerException);
    }

    [TestMethod]
    public void Load_CutOffBytes_GivesCauseAndRemedy()
    {
        var bytes = Linear[..^20];
        StringAssert.StartsWith(Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(bytes)).Received, "a field of ");
        var error = Fails<ModelLoadException>(
            () => InferenceModel.Load(bytes, Trusted),
            $"Model in memory ({bytes.Length} bytes): expected a model that ONNX Runtime can load; received [ErrorCode:InvalidProtobuf] Failed to load model because protobuf parsing failed. The file is damaged or no ONNX model: copy or export it again.");
        Assert.IsNull(error.Path);
    }

    [TestMethod]
    public void Load_EveryCut_NeverCrashes()
    {
        var bytes = Linear;
        var failed = 0;
        for (var length = 0; length < bytes.Length; length++)
        {
            try
            {
                InferenceModel.Load(bytes.AsMemory(0, length)).Dispose();
            }
            catch (ModelLoadException)
            {
                failed++;
            }
        }

        // A cut between two fields after the graph leaves a model that is whole but for its metadata.
        Assert.IsTrue(failed > bytes.Length * 9 / 10, $"{failed} of {bytes.Length}");
    }

    [TestMethod]
    public void Load_NewerIrVersion_AsksForAnOlderOpset()
    {
        var bytes = new OnnxModelBuilder { IrVersion = 99 }.Input("x", 1, "n").Output("y", 1, "n").Node("Neg", ["x"], ["y"]).Build();
        var error = Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(bytes));
        StringAssert.Contains(error.Received, "Unsupported model IR version: 99");
        Assert.AreEqual("Export the model for an older opset, or use a newer ONNX Runtime", error.Remedy);
    }

    [TestMethod]
    public void Load_UnknownOperator_NamesIt()
    {
        var bytes = new OnnxModelBuilder().Input("x", 1, "n").Output("y", 1, "n").Node("Frobnicate", ["x"], ["y"]).Build();
        var error = Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(bytes));
        StringAssert.Contains(error.Received, "No Op registered for Frobnicate with domain_version of 17");
        Assert.AreEqual("Correct what the message names and export the model again", error.Remedy);
    }

    [TestMethod]
    public void Load_MissingExternalData_NamesTheFile()
    {
        var path = Written(new OnnxModelBuilder().Input("x", 1, 2).Output("y", 1, 2).ExternalWeight("w", "weights.bin", 2).Node("Add", ["x", "w"], ["y"]).Build());
        Assert.AreEqual("weight 'w' in 'weights.bin', which is not there", Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(path)).Received);
        var error = Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(path, Trusted));
        StringAssert.Contains(error.Received, "weights.bin");
        Assert.AreEqual("Load the model by its path, with its data files beside it", error.Remedy);
    }

    [TestMethod]
    public void Load_NonTensors_AreNamedTogether()
    {
        var bytes = new OnnxModelBuilder()
            .Input("x", OnnxModelBuilder.Float32, "n").SequenceInput("list").Output("y", OnnxModelBuilder.Float32, "n").SequenceOutput("copy")
            .Node("Neg", ["x"], ["y"]).Node("Identity", ["list"], ["copy"]).Build();
        Fails<ModelLoadException>(
            () => InferenceModel.Load(bytes),
            $"Model in memory ({bytes.Length} bytes): expected tensors of numbers, booleans or text as inputs and outputs; received input list of type sequence, output copy of type sequence. Export the model with tensors in these places.");
    }

    [TestMethod]
    public void Load_SequenceOfMaps_IsNamed()
    {
        var bytes = new OnnxModelBuilder().Import("ai.onnx.ml", 1)
            .Input("x", OnnxModelBuilder.Float32, "n", 2).MapSequenceOutput("scores")
            .NodeOf("ai.onnx.ml", "ZipMap", ["x"], ["scores"], ("classlabels_int64s", new long[] { 0, 1 })).Build();
        var error = Assert.ThrowsExactly<ModelLoadException>(() => InferenceModel.Load(bytes));
        Assert.AreEqual("output scores of type sequence", error.Received);
    }

    [TestMethod]
    public void Load_Float8_IsRefused()
    {
        var bytes = new OnnxModelBuilder { Opset = 19, IrVersion = 9 }.Input("x", OnnxModelBuilder.Float8, "n").Output("y", OnnxModelBuilder.Float8, "n").Node("Identity", ["x"], ["y"]).Build();
        Fails<ModelLoadException>(
            () => InferenceModel.Load(bytes),
            $"Model in memory ({bytes.Length} bytes): expected inputs and outputs of numbers, booleans or text; received an input or output of a type that ONNX Runtime's C# library does not know. Export the model without float8, 4-bit and other such types as inputs and outputs.");
    }

    [TestMethod]
    public void Load_ThreadsBelowOne_IsRefused() =>
        Fails<InferenceException>(() => InferenceModel.Load(Linear, new InferenceOptions { Threads = 0 }), "InferenceOptions.Threads: expected 1 or more, or null; received 0. Give the number of threads for one run.");

    [TestMethod]
    public void Explain_NativeLibraryMissing_AsksForThePackage() => NativeLibraryFails(
        """
        Unable to load shared library 'onnxruntime' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace.
        /app/onnxruntime.so: cannot open shared object file: No such file or directory
        /app/libonnxruntime.so: cannot open shared object file: No such file or directory
        """,
        "Unable to load shared library 'onnxruntime' or one of its dependencies");

    [TestMethod]
    public void Explain_NativeLibraryNeedsANewerSystem_KeepsTheCause() => NativeLibraryFails(
        """
        Unable to load shared library 'onnxruntime' or one of its dependencies. In order to help diagnose loading problems, consider using a tool like strace.
        /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libonnxruntime.so)
        /app/onnxruntime.so: cannot open shared object file: No such file or directory
        """,
        "Unable to load shared library 'onnxruntime' or one of its dependencies; /lib/libstdc++.so.6: version `GLIBCXX_3.4.32' not found (required by /app/libonnxruntime.so)");

    private static void NativeLibraryFails(string message, string received)
    {
        var error = new TypeInitializationException("Microsoft.ML.OnnxRuntime.NativeMethods", new DllNotFoundException(message));
        Assert.AreEqual(
            $"Model 'm.onnx': expected ONNX Runtime's native library beside the application; received {received}. Reference the package Microsoft.ML.OnnxRuntime of the same version in the application's project.",
            SessionFactory.Explain("m.onnx", "Model 'm.onnx'", error).Message);
    }

    private string Written(byte[] bytes)
    {
        var path = Path.Combine(_folder, "model.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
