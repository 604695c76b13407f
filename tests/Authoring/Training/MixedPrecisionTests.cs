using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class MixedPrecisionTests
{
    // bfloat16 has 8 significant bits, so that a product's relative error is about 1/256.
    private const double Coarse = 1 / 64.0;

    [TestMethod]
    public void LinearAndConvolution_RunInBfloat16_WithGradientsOfFloat32()
    {
        manual_seed(3);
        var net = nn.Sequential(nn.Conv1d(3, 8, 3), nn.Tanh(), nn.Flatten(), nn.Linear(48, 1));
        var (x, y) = (randn(16, 3, 8), randn(16, 1));
        var exact = Gradients(mixed: false, out var type);
        Assert.AreEqual(ScalarType.Float32, type);
        var coarse = Gradients(mixed: true, out type);
        Assert.AreEqual(ScalarType.BFloat16, type);
        foreach (var (wanted, got) in exact.Zip(coarse))
        {
            Assert.AreEqual(ScalarType.Float32, got.dtype);
            var error = ((wanted - got).norm() / wanted.norm()).item<float>();
            Assert.IsLessThan(Coarse, error);
            Assert.IsGreaterThan(0f, error);
        }

        List<Tensor> Gradients(bool mixed, out ScalarType outputType)
        {
            foreach (var weight in net.parameters()) weight.grad = null;
            Tensor output;
            using (mixed ? Autocast.Begin(DeviceType.CPU) : null) output = net.call(x);
            outputType = output.dtype;
            (output.to(ScalarType.Float32) - y).square().mean().backward();
            return [.. net.parameters().Select(weight => weight.grad!.clone())];
        }
    }

    [TestMethod]
    public void Autocast_SuspendedAndEnded_IsOff()
    {
        var (a, b) = (ones(2, 2), ones(2, 2));
        using (Autocast.Begin(DeviceType.CPU))
        {
            Assert.AreEqual(ScalarType.BFloat16, a.mm(b).dtype);
            using (Autocast.Suspend()) Assert.AreEqual(ScalarType.Float32, a.mm(b).dtype);
            Assert.AreEqual(ScalarType.BFloat16, a.mm(b).dtype);
            var elsewhere = ScalarType.Bool;
            var thread = new Thread(() => elsewhere = ones(2, 2).mm(ones(2, 2)).dtype);
            thread.Start();
            thread.Join();
            Assert.AreEqual(ScalarType.Float32, elsewhere);
        }
        Assert.AreEqual(ScalarType.Float32, a.mm(b).dtype);
        Assert.IsNull(Autocast.Suspend());
    }

    [TestMethod]
    public void Fit_InMixedPrecision_LearnsWithWeightsOfFloat32()
    {
        var (x, y) = TrainingSamples.Line(64);
        var seen = new HashSet<ScalarType>();
        var model = new TypeModel(seen);
        model.Compile(new MeanSquaredError(), new Nadam(0.05), new MeanAbsoluteErrorMetric());
        var history = model.Fit(x, y, new FitOptions { Epochs = 40, BatchSize = 16, MixedPrecision = ScalarType.BFloat16, Validation = (x, y) });
        Assert.IsLessThan(0.05, history["mean_absolute_error"][^1]);
        Assert.IsLessThan(0.05, history["val_mean_absolute_error"][^1]);
        CollectionAssert.AreEquivalent(new[] { ScalarType.BFloat16, ScalarType.Float32 }, seen.ToArray(), "trained in bfloat16, validated in float32");
        Assert.AreEqual(ScalarType.Float32, model.Output.Kernel.dtype);
        Assert.AreEqual(ScalarType.Float32, model.Predict(x).dtype);
    }

    private sealed class TypeModel(HashSet<ScalarType> seen) : LineModel
    {
        public override Tensor forward(Tensor input)
        {
            var output = base.forward(input);
            seen.Add(output.dtype);
            return output;
        }
    }
}
