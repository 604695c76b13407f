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
        ["integer keeps its type"] = x => { var y = x.to(ScalarType.Int32); y.mul_(3); return y; },
    };

    public static IEnumerable<object[]> Names => Programs.Keys.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Build_ProgramThatWrites_Agrees(string name)
    {
        using var example = randn(4, 6);
        var model = OnnxExporter.Build(Programs[name], example);
        Assert.HasCount(12, model.Report.Parity.Cases);
    }
}
