using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's code of a gradient inside a model.</summary>
[TestClass]
public sealed class ReadmeGradientTests
{
    private TemporaryFolder _folder = null!;
    private string _before = "";

    [TestInitialize]
    public void Enter()
    {
        _folder = new TemporaryFolder();
        _before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = _folder.Path;
    }

    [TestCleanup]
    public void Leave()
    {
        Environment.CurrentDirectory = _before;
        _folder.Dispose();
    }

    [TestMethod]
    public void Readme_Forces_AreThoseOfTheNetwork()
    {
        using var network = nn.Sequential(nn.Linear(3, 16), nn.Tanh(), nn.Linear(16, 1));
        using var example = randn(4, 3);

        #region export-forces
        Tensor Forces(Tensor positions)
        {
            var at = positions.detach().requires_grad_();
            var energy = network.call(at).sum();
            return -autograd.grad([energy], [at])[0];
        }

        var report = OnnxExporter.Export(Forces, example, "forces.onnx");
        using var model = InferenceModel.Load("forces.onnx");
        var forces = model.Predict(TensorData.Create(new float[3 * 2], [2, 3]));
        #endregion

        Assert.IsNotNull(report.Parity);
        using var expected = Forces(zeros(2, 3));
        using var received = tensor(forces.AsSpan<float>().ToArray(), [2, 3]);
        Assert.IsTrue(received.allclose(expected, rtol: 1e-5, atol: 1e-6));
    }
}
