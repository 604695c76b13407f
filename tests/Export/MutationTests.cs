using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Writes into tensors and views, and reads of whatever looks at the same memory; the verification inside of Build is the assertion.</summary>
[TestClass]
public sealed class MutationTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> Programs = new()
    {
        ["in place, read again"] = x => { var y = x * 2; y.add_(1); return y * y; },
        ["select, base read"] = x => { var y = x.clone(); y.select(1, 0).mul_(3); return y; },
        ["select from the end, base read"] = x => { var y = x.clone(); y.select(1, -1).fill_(7); return y; },
        ["slice, base read"] = x => { var y = x.clone(); y.narrow(1, 1, 2).add_(10); return y; },
        ["slice with a step"] = x => { var y = x.clone(); y[TensorIndex.Colon, TensorIndex.Slice(0, 6, 2)].neg_(); return y; },
        ["chain of views"] = x => { var y = x.clone(); y.view(-1, 2, 3).transpose(1, 2).select(2, 1).zero_(); return y; },
        ["base written, view read"] = x => { var y = x.clone(); var v = y.select(1, 2); y.mul_(2); return v; },
        ["sibling views"] = x => { var y = x.clone(); var a = y.narrow(1, 0, 4); var b = y.narrow(1, 2, 4); a.add_(1); b.mul_(2); return a + y.narrow(1, 1, 4); },
        ["view of a view, both read"] = x => { var y = x.clone(); var v = y.narrow(1, 1, 4); var w = v.narrow(1, 1, 2); w.add_(5); return v.sum(1, keepdim: true) + y + w.sum(1, keepdim: true); },
        ["copy into a column"] = x => { var y = zeros_like(x); y.select(1, 3).copy_(x.select(1, 0)); return y; },
        ["assignment through an index"] = x => { var y = x.clone(); y[TensorIndex.Colon, 1] = y[TensorIndex.Colon, 0] * 2; return y; },
        ["row of the batch"] = x => { var y = x.clone(); y.select(0, 0).mul_(2); return y; },
        ["last row of the batch"] = x => { var y = x.clone(); y.select(0, -1).mul_(2); return y; },
        ["unbound parts"] = x => { var y = x.clone(); var parts = y.unbind(1); parts[2].add_(1); parts[4].sub_(parts[2]); return y; },
        ["transposed"] = x => { var y = x.clone(); y.t().select(0, 2).exp_(); return y; },
        ["input itself"] = x => { x.relu_(); return x + 1; },
        ["input itself, read through a view"] = x => { var v = x.narrow(1, 1, 2); x.mul_(2); return v + x.narrow(1, 0, 2); },
        ["transposed in place"] = x => Script("y = x * 2; v = y[:, 1]; y.transpose_(0, 1); y[0].add_(1); y.t_(); y * v.unsqueeze(1)", x),
        ["squeezed and unsqueezed in place"] = x => Script("y = x * 2; y.unsqueeze_(1); y[:, 0, 2].fill_(7); y.squeeze_(1); y", x),
        ["swapped in place, base read"] = x => Script("y = x * 2; v = y.view(-1, 2, 3); v.swapaxes_(1, 2); v[:, 0].mul_(3); y + v.transpose(1, 2).reshape(-1, 6)", x),
        ["out that is resized"] = x => Script("y = torch.empty([0]); torch.mul(x, 3, out=y); y[:, 0].add_(1); y", x),
        ["out that is a view"] = x => Script("y = x * 2; torch.exp(x[:, 0], out=y[:, 1]); y", x),
        ["out of several results"] = x => Script("v = torch.empty([0]); i = torch.empty([0], dtype=4); torch.max(x, 1, False, max=v, max_values=i); v + i", x),
        ["out of another type"] = x => Script("y = torch.zeros([6], dtype=7); torch.sum(x, [0], out=y); y", x),
        ["logic in place"] = x => Script("y = x > 0; v = y[:, 0]; y &= x < 1; y[:, 1] |= v; y.to(6)", x),
        ["two views written by turns"] = x => { var y = x.clone(); var (a, b) = (y.t(), y.view(-1, 2, 3)); a[1].mul_(2); b.select(1, 0).add_(a[4].unsqueeze(1)); a[2].neg_(); return b.sum(1) + y.narrow(1, 0, 3); },
        ["constant made inside"] = x => { var y = tensor(new float[] { 1, 2, 3, 4, 5, 6 }); y.narrow(0, 1, 2).mul_(4); return x + y; },
        ["constant made inside, written with data"] = x => { var y = tensor(new float[] { 1, 2, 3, 4, 5, 6 }); var v = y.view(2, 3); y.add_(x.sum(dim: 0)); return x * v.reshape(6); },
        ["assigned through a mask"] = x => { var y = x.clone(); y[y > 0] = tensor(2f); return y; },
        ["integer keeps its type"] = x => { var y = x.to(ScalarType.Int32); y.mul_(3); return y; },
    };

    private static Tensor Script(string statements, Tensor x) => OperatorCase.Script(statements, statements, [x]).Function([x])[0];

    public static IEnumerable<object[]> Names => Programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Build_ProgramThatWrites_Agrees(string name)
    {
        using var example = randn(4, 6);
        var model = OnnxExporter.Build(Programs[name], example);
        Assert.IsGreaterThanOrEqualTo(12, model.Report.Parity.Cases.Count);
    }

    [TestMethod]
    [DataRow("y = x * 2; v = y[0]; torch.mul(x, 3, out=y.resize_([0])); v", "aten::resize_", "it has no lowering, and runs no operators inside that could stand for it")]
    [DataRow("y = torch.zeros([40]); v = y.view(4, 10); torch.sum(x, [0], out=y); v", "output", "output 0: it reads memory that was written through another tensor, and how the two are related was not seen")]
    public void Build_MemoryWhoseUseIsNotSeen_IsRefused(string script, string name, string reason)
    {
        using var example = randn(4, 6);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x => Script(script, x), example));
        Assert.AreEqual(name, error.Operators[0].Operator);
        Assert.AreEqual(reason, error.Operators[0].Reason);
    }

    private sealed class Counting : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor calls = zeros(1);
        private readonly Tensor seen = zeros(6);

        public Counting() : base("Counting")
        {
            register_buffer("calls", calls);
            register_buffer("seen", seen);
            RegisterComponents();
        }

        public override Tensor forward(Tensor x)
        {
            calls.add_(1);
            seen.narrow(0, 0, 3).copy_(x[0].narrow(0, 0, 3));
            return x + calls;
        }
    }

    [TestMethod]
    public void Build_BuffersWritten_NamesAllOfThemWithModuleAndLine()
    {
        using var net = nn.Sequential(("first", new Counting()), ("second", new Counting()));
        using var example = randn(4, 6);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(net, [example]));
        var text = System.Text.RegularExpressions.Regex.Replace(error.Message, @"cs:\d+", "cs:N");
        Assert.AreEqual("""
            Export: expected a function that leaves parameters, buffers and captured tensors as they are; received writes into 4 of them:
              first.calls by aten::add_.Scalar at MutationTests.cs:N (module first)
              first.seen by aten::copy_ at MutationTests.cs:N (module first)
              second.calls by aten::add_.Scalar at MutationTests.cs:N (module second)
              second.seen by aten::copy_ at MutationTests.cs:N (module second). Call eval() on the module before the export, or take the updates out of forward.
            """.ReplaceLineEndings("\n"), text);
    }

    [TestMethod]
    public void Build_CapturedTensorWritten_IsNamed()
    {
        using var example = randn(4, 6);
        using var captured = zeros(6);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => captured.copy_(x[0]) + x, example));
        StringAssert.StartsWith(error.Message, "Export: expected a function that leaves parameters, buffers and captured tensors as they are; received writes into 1 of them:\n  a captured tensor Float32[6] by aten::copy_ at MutationTests.cs:");
    }

    [TestMethod]
    public void Build_BatchNormInTrainingMode_NamesItsStatistics()
    {
        using var net = nn.BatchNorm1d(6);
        using var example = randn(4, 6);
        var (mean, variance) = (net.running_mean, net.running_var);
        var error = Assert.ThrowsExactly<TraceException>(() => OnnxExporter.Build(x => nn.functional.batch_norm(x, mean!, variance!, training: true), example));
        StringAssert.StartsWith(error.Message, "Export: expected a function that leaves parameters, buffers and captured tensors as they are; received writes into 1 of them:\n  a captured tensor Float32[6] by aten::batch_norm at MutationTests.cs:");
    }
}
