using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Tests.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Inference;

/// <summary>Some of ONNX Runtime's kernels end the process on a batch or a sequence of none, so that no run may get there.</summary>
[TestClass]
public sealed class EmptyRunTests
{
    private static readonly Lazy<ExportedModel> Lstm = new(() =>
    {
        using var module = nn.LSTM(3, 4, batchFirst: true);
        return Build(x => module.call(x, null).Item1);
    });

    private static ExportedModel Build(Func<Tensor, Tensor> function)
    {
        using var example = arange(24, float32).mul(1.7f).sin().reshape(4, 2, 3);
        var inputs = new InputSpec("x") { DynamicDimensions = new() { [0] = "batch", [1] = "time" } };
        return OnnxExporter.Build(function, example, new ExportOptions { Inputs = [inputs], Verification = QuickVerification.Options });
    }

    [TestMethod]
    [DataRow(0, 5, false)]
    [DataRow(2, 0, false)]
    [DataRow(0, 5, true)]
    public void Run_OfNothing_IsRefusedBeforeTheProcessEnds(int batch, int time, bool trusted)
    {
        using var model = InferenceModel.Load(Lstm.Value.Bytes, new InferenceOptions { Trusted = trusted });
        var nothing = TensorData.Create(Array.Empty<float>(), [batch, time, 3]);
        var expected = $"Run of model {model.Name}: expected sizes of at least 1, as ONNX Runtime's LSTM ends the process on nothing; received x [{batch}, {time}, 3]. Leave the run out where there is no row, or no step.";
        Assert.AreEqual(expected, Assert.ThrowsExactly<InferenceException>(() => model.Predict(nothing)).Message);
        Assert.AreEqual(expected, Assert.ThrowsExactly<InferenceException>(() => model.Run(new Dictionary<string, TensorData> { ["x"] = nothing })).Message);
        Assert.AreEqual(expected, Assert.ThrowsExactly<InferenceException>(() => model.Bind(new Dictionary<string, TensorData> { ["x"] = nothing })).Message);
        Assert.AreEqual(2 * 5 * 4, model.Predict(TensorData.Create(new float[30], [2, 5, 3])).Count);
    }

    [TestMethod]
    public void Run_OfNothingThroughGru_IsRefused()
    {
        using var module = nn.GRU(3, 4, batchFirst: true);
        using var model = InferenceModel.Load(Build(x => module.call(x, null).Item1).Bytes);
        StringAssert.Contains(Assert.ThrowsExactly<InferenceException>(() => model.Predict(TensorData.Create(Array.Empty<float>(), [0, 5, 3]))).Message, "ONNX Runtime's GRU ends the process on nothing");
    }

    [TestMethod]
    public void Run_OfNothingThroughSimpleRecurrence_GivesNothing()
    {
        using var module = nn.RNN(3, 4, batchFirst: true);
        using var model = InferenceModel.Load(Build(x => module.call(x, null).Item1).Bytes);
        Assert.AreEqual(0, model.Predict(TensorData.Create(Array.Empty<float>(), [0, 5, 3])).Count);
    }

    /// <summary>Attention over a sequence that stands first, as it does by default, moves the batch into the matrices.</summary>
    [TestMethod]
    public void Run_OfNothingThroughAttention_IsRefused()
    {
        using var module = nn.MultiheadAttention(8, 2);
        using var example = randn(4, 2, 8);
        var exported = OnnxExporter.Build(x => module.call(x, x, x, null, false, null).Item1, example, new ExportOptions { Verification = QuickVerification.Options });
        using var model = InferenceModel.Load(exported.Bytes);
        StringAssert.Contains(Assert.ThrowsExactly<InferenceException>(() => model.Predict(TensorData.Create(Array.Empty<float>(), [0, 2, 8]))).Message, "ONNX Runtime's MatMul ends the process on nothing");
        Assert.AreEqual(3 * 2 * 8, model.Predict(TensorData.Create(new float[48], [3, 2, 8])).Count);
    }

    public static IEnumerable<object[]> Products =>
    [
        ["of the batch", (Func<Tensor, Tensor>)(x => x.transpose(0, 1).matmul(x.permute(1, 2, 0)))],
        ["of the batch, transposed", (Func<Tensor, Tensor>)(x => x.permute(1, 2, 0).matmul(x.transpose(0, 1)))],
        ["of the batch and weights", (Func<Tensor, Tensor>)(x => x.transpose(0, 1).matmul(ones(3, 5)))],
        ["of four dimensions", (Func<Tensor, Tensor>)(x => x.unsqueeze(1).permute(1, 2, 0, 3).matmul(x.unsqueeze(1).permute(1, 2, 3, 0)))],
    ];

    [TestMethod, DynamicData(nameof(Products))]
    public void Export_ProductOfATransposedBatch_IsRefusedOnNothingAndAgreesOtherwise(string name, Func<Tensor, Tensor> function)
    {
        using var example = randn(4, 2, 3);
        using var model = InferenceModel.Load(OnnxExporter.Build(function, example, new ExportOptions { Verification = QuickVerification.Options }).Bytes);
        Assert.ThrowsExactly<InferenceException>(() => model.Predict(TensorData.Create(Array.Empty<float>(), [0, 2, 3])), name);
        Assert.IsPositive(model.Predict(TensorData.Create(new float[42], [7, 2, 3])).Count);
    }

    [TestMethod]
    public void Run_OfNothingThroughTransposedMatrices_GivesNothing()
    {
        using var example = randn(4, 2, 3);
        using var model = InferenceModel.Load(OnnxExporter.Build(x => x.matmul(x.transpose(1, 2)), example, new ExportOptions { Verification = QuickVerification.Options }).Bytes);
        Assert.AreEqual(0, model.Predict(TensorData.Create(Array.Empty<float>(), [0, 2, 3])).Count);
    }
}
