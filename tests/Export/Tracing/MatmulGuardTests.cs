using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export.Tracing;

/// <summary>A matrix product that does not fit ends the process in TorchSharp; here it must be an error like any other.</summary>
[TestClass]
public sealed class MatmulGuardTests
{
    private sealed class Mixing : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter weight = nn.Parameter(randn(3, 4));

        public Mixing() : base("Mixing") => RegisterComponents();

        public Tensor Weight => weight;

        public override Tensor forward(Tensor x) => matmul(weight, x).relu();
    }

    [TestMethod]
    public void Export_MatmulThatFitsOneBatchOnly_IsAnErrorThatNamesIt()
    {
        using var net = new Mixing();
        using var before = net.Weight.clone();
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(net, [randn(4, 2)]));
        StringAssert.Matches(error.Message, new Regex(@"matmul at MatmulGuardTests\.cs:\d+: tensors of shapes \[3, 4\] and \[5, 2\] cannot be multiplied"));
        Assert.IsTrue(net.Weight.requires_grad);
        Assert.IsTrue(before.equal(net.Weight).all().item<bool>(), "the weight came back from the failed product as it was");
        net.Weight.mean().backward();
        Assert.IsNotNull(net.Weight.grad);
    }

    [TestMethod]
    public void Export_MatmulWhoseSecondDimensionIsDynamic_Agrees()
    {
        using var net = new Mixing();
        var options = new ExportOptions { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string> { [1] = "columns" } }] };
        Assert.IsNotNull(OnnxExporter.Build(net, [randn(4, 2)], options).Report.Parity);
    }

    public static IEnumerable<object[]> Pairs =>
    [
        [new long[] { 2, 3 }, new long[] { 2, 3 }], [new long[] { 3 }, new long[] { 2 }], [new long[] { 2, 3 }, new long[] { 4 }], [new long[] { 4 }, new long[] { 3, 2 }],
        [new long[] { 2, 5, 3 }, new long[] { 3, 3, 2 }], [Array.Empty<long>(), new long[] { 2 }], [new long[] { 2, 2 }, Array.Empty<long>()], [new long[] { 0, 3 }, new long[] { 2, 0 }],
        [new long[] { 5, 1, 2, 3 }, new long[] { 4, 2, 3 }],
    ];

    [TestMethod, DynamicData(nameof(Pairs))]
    public void Observe_TensorsThatDoNotFit_ThrowsAndLeavesThemAsTheyWere(long[] left, long[] right)
    {
        using var a = randn(left);
        using var b = right.Length > 1 ? randn([.. right.SkipLast(2), right[^1], right[^2]]).transpose(-1, -2) : randn(right);
        var (valuesOfA, valuesOfB, strides) = (a.clone(), b.clone(), b.stride());
        Assert.IsFalse(MatmulGuard.Fit(left, right));
        Assert.Throws<ExternalException>(() => Guarded(() => matmul(a, b)));
        CollectionAssert.AreEqual(left, a.shape);
        CollectionAssert.AreEqual(right, b.shape);
        CollectionAssert.AreEqual(strides, b.stride());
        Assert.IsTrue(a.allclose(valuesOfA) && b.allclose(valuesOfB));
    }

    public static IEnumerable<object[]> FittingPairs =>
    [
        [new long[] { 2, 3 }, new long[] { 3, 4 }], [new long[] { 3 }, new long[] { 3 }], [new long[] { 2, 3 }, new long[] { 3 }], [new long[] { 3 }, new long[] { 3, 2 }],
        [new long[] { 2, 5, 3 }, new long[] { 3, 2 }], [new long[] { 5, 1, 2, 3 }, new long[] { 4, 3, 2 }], [new long[] { 0, 3 }, new long[] { 3, 2 }], [new long[] { 3 }, new long[] { 4, 3, 2 }],
        [new long[] { 4, 2, 3 }, new long[] { 3 }], [new long[] { 2, 0 }, new long[] { 0, 2 }],
    ];

    [TestMethod, DynamicData(nameof(FittingPairs))]
    public void Observe_TensorsThatFit_Multiplies(long[] left, long[] right)
    {
        using var a = randn(left);
        using var b = randn(right);
        Assert.IsTrue(MatmulGuard.Fit(left, right));
        Tensor? product = null;
        Guarded(() => product = matmul(a, b));
        Assert.IsTrue(product!.allclose(matmul(a, b)));
    }

    [TestMethod]
    public void Observe_ProductWithItself_LeavesItAsItWas()
    {
        using var mode = inference_mode();
        using var a = randn(2, 3);
        using var values = a.clone();
        Assert.Throws<ExternalException>(() => Guarded(() => { matmul(a, a); matmul(a, a).relu_(); }));
        Assert.IsTrue(a.allclose(values));
    }

    [TestMethod]
    public void Observe_ProductInAScript_LooksAtItsOwnArguments()
    {
        var function = new ScriptFunction("z = x + 1; [z, torch.matmul(x, y), torch.matmul(z, y)]", inputs: 2);
        using var x = randn(4, 3);
        using var y = randn(3, 4);
        Guarded(() => Assert.HasCount(3, function.Invoke([x, y])));
        Assert.Throws<ExternalException>(() => Guarded(() => function.Invoke([x, x])));
    }

    private static void Guarded(Action action) => OperatorObserver.Observe(sink: null, action, new MatmulGuard(ObserverCalibration.Layout));
}
