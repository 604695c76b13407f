using OnnxForge.Export;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

/// <summary>Gradients inside of a module: by its weights, with what a file cannot hold refused.</summary>
[TestClass]
public sealed class GradientRefusalTests
{
    [TestMethod]
    public void Build_ModuleThatReturnsGradientsByItsParameters_KeepsTheirNames()
    {
        using var module = new Saliency();
        using var example = Normal(4, 6);
        var model = OnnxExporter.Build(module, [example]);
        var graph = OnnxReader.Read(model.Bytes).Graph;
        Assert.HasCount(3, graph.Outputs);
        CollectionAssert.IsSubsetOf(new[] { "head.weight", "head.bias" }, graph.Nodes.SelectMany(n => n.Inputs).Select(i => i?.Name).ToArray());
    }

    [TestMethod]
    public void Build_OptimizerStepInside_IsRefusedWithTheWayToWriteIt()
    {
        using var module = nn.Linear(6, 2);
        using var optimizer = optim.SGD(module.parameters(), 0.1);
        using var example = Normal(4, 6);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x =>
        {
            optimizer.zero_grad();
            var loss = module.call(x).pow(2).sum();
            loss.backward();
            optimizer.step();
            return loss;
        }, example));
        StringAssert.Contains(error.Message, "by aten::");
        StringAssert.Contains(error.Message, "GradientRefusalTests.cs:");
        StringAssert.Contains(error.Message, "Write the step as values of its own, next = weight - rate * gradient, with gradients from torch.autograd.grad, and return them");
    }

    [TestMethod]
    public void Build_BackwardThatAddsToGradientsOfBefore_IsRefusedWithTheWayToWriteIt()
    {
        using var module = nn.Linear(6, 2);
        using var example = Normal(4, 6);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x =>
        {
            module.call(x).pow(2).sum().backward();
            return module.weight!.grad!;
        }, example));
        StringAssert.Contains(error.Message, "with gradients from torch.autograd.grad");
    }

    [TestMethod]
    public void Build_BackwardIntoFreshGradients_IsExported()
    {
        using var module = nn.Linear(6, 2);
        using var example = Normal(4, 6);
        var model = OnnxExporter.Build(x =>
        {
            module.zero_grad();
            module.call(x).pow(2).sum().backward();
            return module.weight!.grad! * 2;
        }, example);
        Assert.IsNotNull(model.Report.Parity);
    }

    [TestMethod]
    public void Build_GradientThroughADynamicNumberOfSteps_NamesTheLayerAndSaysWhy()
    {
        using var module = nn.GRU(3, 4);
        using var example = Normal(5, 2, 3);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x =>
        {
            var at = x.detach().requires_grad_();
            return autograd.grad([module.call(at, null).Item1.pow(2).sum()], [at])[0];
        }, example));
        StringAssert.StartsWith(error.Message, "aten::gru.input (GradientRefusalTests.cs:");
        StringAssert.EndsWith(error.Message, "The gradient of a recurrent layer is written out step by step, and a graph has a fixed number of nodes: make the dimension of time fixed.");
    }

    [TestMethod]
    public void Build_GradientOfAnInterpolationOverADynamicSize_IsRefusedWithItsReason()
    {
        using var example = Normal(1, 2, 4, 5);
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [2] = "height" } }] };
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x =>
        {
            var at = x.detach().requires_grad_();
            return autograd.grad([F.interpolate(at, scale_factor: [2, 2], mode: InterpolationMode.Bilinear, align_corners: false).pow(2).sum()], [at])[0];
        }, example, options));
        Assert.AreEqual("aten::upsample_bilinear2d_backward", error.Operators.Single().Operator);
        Assert.AreEqual("the gradient of an interpolation over a spatial size that is dynamic; fix the size", error.Operators.Single().Reason);
    }

    [TestMethod]
    public void Build_GradientThatReadsAValue_IsRefusedWithTheWayOut()
    {
        using var example = Normal(4, 6);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x =>
        {
            var at = x.detach().requires_grad_();
            return autograd.grad([at.max()], [at])[0];
        }, example));
        Assert.AreEqual("aten::item", error.Operators.Single().Operator);
        Assert.AreEqual("libtorch reads a value into its running code for this gradient, as it does for those of max, min and median over all elements, of prod and of cumprod, which a graph cannot follow; amax, amin and sums of logarithms have gradients without", error.Operators.Single().Reason);
    }

    private sealed class Saliency : nn.Module<Tensor, (Tensor Score, Tensor ByWeight, Tensor ByBias)>
    {
        private readonly TorchSharp.Modules.Linear head = nn.Linear(6, 2);

        public Saliency() : base(nameof(Saliency)) => RegisterComponents();

        public override (Tensor Score, Tensor ByWeight, Tensor ByBias) forward(Tensor x)
        {
            var score = head.call(x).tanh();
            var gradients = autograd.grad([score.pow(2).sum()], [head.weight!, head.bias!]);
            return (score, gradients[0], gradients[1]);
        }
    }
}
