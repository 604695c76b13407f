using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

/// <summary>A step of training as a function of a batch, the weights and the optimizer's state: the file trains, without libtorch.</summary>
[TestClass]
public sealed class TrainingStepTests
{
    private const double Rate = 0.05, Momentum = 0.9, Beta1 = 0.9, Beta2 = 0.999, Epsilon = 1e-8;

    private static readonly string[] WeightNames = ["w1", "b1", "w2", "b2"];

    [TestMethod]
    [DataRow(17), DataRow(20), DataRow(23)]
    public void Step_OfGradientDescent_IsThatOfLibTorch(int opset) => Prove(opset, slots: 0, (weight, gradient, _, _) => [weight - gradient * Rate]);

    [TestMethod]
    [DataRow(17), DataRow(20), DataRow(23)]
    public void Step_WithMomentum_IsThatOfLibTorch(int opset) => Prove(opset, slots: 1, (weight, gradient, state, _) =>
    {
        var velocity = state[0] * Momentum + gradient;
        return [weight - velocity * Rate, velocity];
    });

    [TestMethod]
    [DataRow(17), DataRow(20), DataRow(23)]
    public void Step_OfAdam_IsThatOfLibTorch(int opset) => Prove(opset, slots: 2, (weight, gradient, state, step) =>
    {
        var mean = state[0] * Beta1 + gradient * (1 - Beta1);
        var square = state[1] * Beta2 + gradient * gradient * (1 - Beta2);
        var unbiased = mean / (1 - pow(Beta1, step));
        return [weight - unbiased * Rate / ((square / (1 - pow(Beta2, step))).sqrt() + Epsilon), mean, square];
    });

    [TestMethod]
    public void File_RunForSeveralSteps_TrainsLikeTheModuleAndItsOptimizer()
    {
        using var module = nn.Sequential(nn.Linear(3, 5), nn.Tanh(), nn.Linear(5, 2));
        var weights = module.parameters().Select(p => p.detach().clone()).ToArray();
        using var x = randn(8, 3);
        using var y = randn(8, 2);
        var model = Build(20, 0, (weight, gradient, _, _) => [weight - gradient * Rate], x, y, weights);
        using var file = InferenceModel.Load(model.Bytes);
        using var optimizer = optim.SGD(module.parameters(), Rate);
        var state = weights.Select(ToData).ToArray();
        float loss = float.NaN, first = float.NaN;
        for (int step = 0; step < 20; step++)
        {
            var inputs = new Dictionary<string, TensorData> { ["x"] = ToData(x), ["y"] = ToData(y) };
            foreach (var (name, value) in WeightNames.Zip(state)) inputs[name] = value;
            var results = file.Run(inputs);
            loss = results["loss"].AsSpan<float>()[0];
            if (step == 0) first = loss;
            state = [.. WeightNames.Select(name => results[$"next_{name}"])];
            optimizer.zero_grad();
            F.mse_loss(module.call(x), y).backward();
            optimizer.step();
        }
        Assert.IsLessThan(first * 0.9f, loss);
        foreach (var (parameter, trained) in module.parameters().Zip(state))
        {
            using var received = tensor(trained.AsSpan<float>().ToArray(), parameter.shape);
            Assert.IsTrue(received.allclose(parameter.detach(), rtol: 1e-4, atol: 1e-5));
        }
    }

    // the new weight, then the new state
    private delegate Tensor[] Rule(Tensor weight, Tensor gradient, Tensor[] state, Tensor step);

    private static void Prove(int opset, int slots, Rule rule)
    {
        var generator = new Generator(11, CPU);
        Tensor Normal(params long[] shape) => randn(shape, generator: generator) * 0.5;
        Tensor[] weights = [Normal(5, 3), Normal(5), Normal(2, 5), Normal(2)];
        var report = Build(opset, slots, rule, Normal(8, 3), Normal(8, 2), weights).Report;
        Assert.IsGreaterThan(0, report.Parity.Cases.Sum(c => c.Values));
        Assert.IsTrue(report.Warnings.All(w => w.EndsWith("its sizes begin at 1", StringComparison.Ordinal)), string.Join("; ", report.Warnings));
    }

    private static ExportedModel Build(int opset, int slots, Rule rule, Tensor x, Tensor y, Tensor[] weights)
    {
        Tensor[] state = [.. Enumerable.Range(0, slots).SelectMany(_ => weights.Select(w => w * 0 + 0.1))];
        Tensor[] examples = [x, y, .. weights, .. state, .. slots == 2 ? [tensor(3f)] : Array.Empty<Tensor>()];
        string[] names = ["x", "y", .. WeightNames, .. Enumerable.Range(0, slots).SelectMany(s => WeightNames.Select(w => $"{w}_state{s}")), .. slots == 2 ? ["step"] : Array.Empty<string>()];
        var batch = new Dictionary<int, string> { [0] = "batch" };
        var inputs = names.Select((name, i) => new InputSpec(name) { DynamicDimensions = i < 2 ? batch : [] }).ToList();
        string[] outputs = ["loss", .. WeightNames.Select(n => $"gradient_{n}"), .. WeightNames.SelectMany(n => (string[])[$"next_{n}", .. Enumerable.Range(0, slots).Select(s => $"next_{n}_state{s}")])];
        return OnnxExporter.Build(arguments => Step(arguments, slots, rule), examples, new ExportOptions { Opset = opset, Inputs = inputs, OutputNames = outputs, Verification = QuickVerification.Options });
    }

    private static IReadOnlyList<Tensor> Step(IReadOnlyList<Tensor> arguments, int slots, Rule rule)
    {
        using var gradients = enable_grad();
        Tensor[] weights = [.. arguments.Skip(2).Take(4).Select(w => w.detach().requires_grad_())];
        var predicted = F.linear(F.linear(arguments[0], weights[0], weights[1]).tanh(), weights[2], weights[3]);
        var loss = F.mse_loss(predicted, arguments[1]);
        var slopes = autograd.grad([loss], weights);
        var next = weights.SelectMany((weight, i) => rule(weight, slopes[i], [.. Enumerable.Range(0, slots).Select(s => arguments[6 + 4 * s + i])], arguments[^1]));
        return [loss, .. slopes, .. next];
    }

    private static TensorData ToData(Tensor value) => TensorData.Create(value.detach().data<float>().ToArray(), value.shape);
}
