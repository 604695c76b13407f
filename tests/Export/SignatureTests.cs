using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>What inputs and outputs of exported functions are called, and that every kind of result arrives.</summary>
[TestClass]
public sealed class SignatureTests
{
    private sealed class Pair() : nn.Module<Tensor, (Tensor Mean, (Tensor Low, Tensor High) Bounds)>("Pair")
    {
        public override (Tensor Mean, (Tensor Low, Tensor High) Bounds) forward(Tensor x) => (x.mean([1]), (x.amin([1]), x.amax([1])));
    }

    private sealed class Named() : nn.Module<Tensor, Dictionary<string, Tensor[]>>("Named")
    {
        public override Dictionary<string, Tensor[]> forward(Tensor x) => new() { ["encoder"] = [x + 1, x * 2], ["x"] = [x.relu()] };
    }

    private sealed record Report(Tensor Score, Tensor Label);

    private sealed class Recorded() : nn.Module<Tensor, Report>("Recorded")
    {
        public override Report forward(Tensor x) => new(x.softmax(1), x.argmax(1));
    }

    private static string Outputs(ExportedModel model) => string.Join("; ", OnnxFileSummary.Read(model.Bytes).Outputs.Select(o => o.ToString()));

    private static string Outputs(Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> function, params Tensor[] examples) => Outputs(OnnxExporter.Build(function, examples));

    [TestMethod]
    public void Build_NestedTuple_IsNamedByItsElements() =>
        Assert.AreEqual("Mean float32 [batch]; Bounds.Low float32 [batch]; Bounds.High float32 [batch]", Outputs(OnnxExporter.Build(new Pair(), [randn(4, 3)])));

    [TestMethod]
    public void Build_Dictionary_IsNamedByItsKeys() =>
        Assert.AreEqual("encoder.0 float32 [batch, 3]; encoder.1 float32 [batch, 3]; x.0 float32 [batch, 3]", Outputs(OnnxExporter.Build(new Named(), [randn(4, 3)])));

    [TestMethod]
    public void Build_Record_IsNamedByItsProperties() =>
        Assert.AreEqual("Score float32 [batch, 3]; Label int64 [batch]", Outputs(OnnxExporter.Build(new Recorded(), [randn(4, 3)])));

    [TestMethod]
    public void Build_SameTensorTwiceInputConstantAndUnusedInput_AllStand()
    {
        var result = OnnxExporter.Build(x =>
        {
            var y = x[0] + 1;
            return [y, y, x[0], tensor(new float[] { 1, 2 }), x[0] > 0, x[0].sum()];
        }, [randn(4, 3), randn(4, 2)]);
        Assert.AreEqual("output_0 float32 [batch, 3]; output_1 float32 [batch, 3]; output_2 float32 [batch, 3]; output_3 float32 [2]; output_4 bool [batch, 3]; output_5 float32 []", Outputs(result));
        Assert.AreEqual("input_0 float32 [batch, 3]; input_1 float32 [batch, 2]", string.Join("; ", OnnxFileSummary.Read(result.Bytes).Inputs));
    }

    [TestMethod]
    public void Build_ScalarInput_HasNoDimensions() => Assert.AreEqual("output_0 float32 [batch, 3]; output_1 float32 []", Outputs(x => [x[0] * x[1], x[1] + 1], randn(4, 3), tensor(2f)));

    [TestMethod]
    public void Build_NoOutput_IsRefused()
    {
        var error = Assert.ThrowsExactly<ExportException>(() => OnnxExporter.Build(_ => [], [randn(4, 3)]));
        Assert.AreEqual("The function's result: expected at least one tensor; received none. Return what the file is to give.", error.Message);
    }
}
