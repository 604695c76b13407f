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

    [TestMethod]
    public void Readme_TrainingStep_LowersTheLoss()
    {
        #region export-training-step
        IReadOnlyList<Tensor> Step(IReadOnlyList<Tensor> inputs)
        {
            var (x, y) = (inputs[0], inputs[1]);
            var weight = inputs[2].detach().requires_grad_();
            var bias = inputs[3].detach().requires_grad_();
            var loss = nn.functional.mse_loss(nn.functional.linear(x, weight, bias), y);
            var gradients = autograd.grad([loss], [weight, bias]);
            return [loss, weight - gradients[0] * 0.1, bias - gradients[1] * 0.1];
        }

        OnnxExporter.Export(Step, [rand(8, 3), rand(8, 1), zeros(1, 3), zeros(1)], "step.onnx", new ExportOptions
        {
            Inputs = [new("x"), new("y"), new("weight") { DynamicDimensions = [] }, new("bias") { DynamicDimensions = [] }],
            OutputNames = ["loss", "next_weight", "next_bias"],
        });
        #endregion

        using var model = InferenceModel.Load("step.onnx");
        var inputs = new Dictionary<string, TensorData>
        {
            ["x"] = TensorData.Create([1f, 0, 0, 0, 1, 0], [2, 3]), ["y"] = TensorData.Create([1f, -1], [2, 1]),
            ["weight"] = TensorData.Create(new float[3], [1, 3]), ["bias"] = TensorData.Create(new float[1], [1]),
        };
        var losses = new List<float>();
        for (int step = 0; step < 3; step++)
        {
            var results = model.Run(inputs);
            losses.Add(results["loss"].AsSpan<float>()[0]);
            (inputs["weight"], inputs["bias"]) = (results["next_weight"], results["next_bias"]);
        }
        Assert.AreEqual(1, losses[0], 1e-6); // (1 + 1) / 2
        Assert.AreEqual(0.81, losses[1], 1e-6); // both errors shrink by a tenth
        Assert.AreEqual(0.6561, losses[2], 1e-6);
    }
}
