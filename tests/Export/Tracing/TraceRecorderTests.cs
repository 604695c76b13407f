using OnnxForge.Export;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export.Tracing;

[TestClass]
public sealed class TraceRecorderTests
{
    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        private readonly Linear a = nn.Linear(3, 4), b = nn.Linear(4, 2);

        public Net() : base("Net") => RegisterComponents();

        public override Tensor forward(Tensor x) => b.call(nn.functional.selu(a.call(x)) * 2 + 1);
    }

    [TestMethod]
    public void Record_Module_SeesOperatorsPathsAndLines()
    {
        using var net = new Net();
        using var x = randn(2, 3);
        using var trace = TraceRecorder.Record(inputs => [net.call(inputs[0])], [x], net.named_parameters().Select(p => (p.name, (Tensor)p.parameter)), net);
        CollectionAssert.AreEqual(new[] { "aten::t", "aten::addmm", "aten::selu", "aten::mul.Scalar", "aten::add.Scalar", "aten::t", "aten::addmm" }, trace.Calls.Select(c => c.Operator).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "a", "", "", "", "b", "b" }, trace.Calls.Select(c => c.ModulePath).ToArray());
        Assert.IsTrue(trace.Calls.All(c => c.Source?.File.EndsWith("TraceRecorderTests.cs", StringComparison.Ordinal) == true));
        CollectionAssert.AreEqual(new[] { "a.weight", "a.bias", "b.weight", "b.bias" }, trace.State.Values.ToArray());
        Assert.AreSame(trace.Outputs[0], ((TraceArgument.OfTensor)trace.Calls[^1].Outputs[0]).Tensor);
    }
}
