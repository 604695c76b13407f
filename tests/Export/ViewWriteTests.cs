using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Every way to look at a tensor, written in every way: the base, the view and other views, made before and after, must read what libtorch reads.</summary>
[TestClass]
public sealed class ViewWriteTests
{
    private static readonly Lazy<jit.CompilationUnit> Scripts =
        new(() => jit.compile("def fill(v):\n  return v.fill_(torch.sum(v))\ndef out(v):\n  return torch.mul(torch.cos(v), 3, out=v)\ndef accumulate(v, i, a):\n  return torch.index_put_(v, [i], a, True)\n"));

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Views = new()
    {
        ["view"] = y => y.view(-1, 2, 3),
        ["reshape"] = y => y.reshape(-1, 3),
        ["flatten"] = y => y.flatten(),
        ["unflatten"] = y => y.unflatten(1, 3, 2),
        ["view_as"] = y => y.view_as(y),
        ["ravel"] = y => y.ravel(),
        ["unsqueeze"] = y => y.unsqueeze(1),
        ["squeeze"] = y => y.unsqueeze(1).squeeze(),
        ["squeeze of a dimension"] = y => y.unsqueeze(1).squeeze(1),
        ["atleast_3d"] = y => y.atleast_3d(),
        ["select"] = y => y.select(1, 2),
        ["select from the end"] = y => y.select(1, -2),
        ["select of the batch"] = y => y.select(0, 0),
        ["last of the batch"] = y => y.select(0, -1),
        ["narrow"] = y => y.narrow(1, 1, 3),
        ["slice"] = y => y[TensorIndex.Colon, TensorIndex.Slice(2, 5)],
        ["slice from the end"] = y => y[TensorIndex.Colon, TensorIndex.Slice(-3, -1)],
        ["slice from before the first"] = y => y[TensorIndex.Colon, TensorIndex.Slice(-9, 2)],
        ["slice of the batch"] = y => y[TensorIndex.Slice(1, null)],
        ["slice of the batch's end"] = y => y[TensorIndex.Slice(-1, null)],
        ["slice of all"] = y => y[TensorIndex.Colon],
        ["steps"] = y => y[TensorIndex.Colon, TensorIndex.Slice(1, null, 2)],
        ["steps of the batch"] = y => y[TensorIndex.Slice(0, null, 2)],
        ["steps in both"] = y => y[TensorIndex.Slice(1, null, 3), TensorIndex.Slice(null, -1, 2)],
        ["ellipsis and null"] = y => y[TensorIndex.Ellipsis, TensorIndex.Null, 3],
        ["transpose"] = y => y.transpose(0, 1),
        ["t"] = y => y.t(),
        ["T"] = y => y.T,
        ["mT"] = y => y.view(-1, 2, 3).mT,
        ["mH"] = y => y.view(-1, 2, 3).mH,
        ["adjoint"] = y => y.view(-1, 2, 3).adjoint(),
        ["swapaxes"] = y => y.swapaxes(0, 1),
        ["swapdims"] = y => y.view(-1, 2, 3).swapdims(1, 2),
        ["permute"] = y => y.view(-1, 2, 3).permute(2, 0, 1),
        ["movedim"] = y => movedim(y.view(-1, 2, 3), [0], [2]),
        ["moveaxis"] = y => moveaxis(y.view(-1, 2, 3), [2, 0], [0, 1]),
        ["split"] = y => y.split(4, 1)[1],
        ["split by sizes"] = y => y.split([1, 3, 2], 1)[1],
        ["chunk"] = y => y.chunk(3, 1)[2],
        ["unbind"] = y => y.unbind(1)[4],
        ["tensor_split"] = y => y.tensor_split(4, 1)[1],
        ["tensor_split by indices"] = y => y.tensor_split([1, 4], 1)[1],
        ["hsplit"] = y => y.hsplit(3)[1],
        ["dsplit"] = y => y.view(-1, 1, 6).dsplit(2)[1],
        ["diagonal"] = y => y.view(-1, 2, 3).diagonal(0, 1, 2),
        ["diagonal with an offset"] = y => y.view(-1, 2, 3).diagonal(1, 2, 1),
        ["unfold"] = y => y.unfold(1, 2, 3),
        ["unfold that touches"] = y => y.unfold(1, 3, 3),
        ["as_strided"] = y => y.as_strided([2, 2], [3, 2], 1),
        ["alias"] = y => y.alias(),
        ["detach"] = y => y.detach(),
        ["contiguous"] = y => y.contiguous(),
        ["to the same type"] = y => y.to(float32),
        ["expand to its own size"] = y => y.expand(-1, 6),
        ["expand of one"] = y => y.unsqueeze(1).expand(-1, 1, 6),
        ["view of a slice"] = y => y.narrow(1, 0, 4)[TensorIndex.Colon, TensorIndex.Slice(1, 3)].unsqueeze(0),
        ["steps of a transposed view"] = y => y.t()[TensorIndex.Slice(0, null, 2)].narrow(0, 1, 2),
        ["diagonal of a slice"] = y => y.narrow(1, 2, 4).view_as(y.narrow(1, 2, 4)).unfold(1, 2, 2).diagonal(0, 1, 2),
    };

    private static readonly Dictionary<string, Action<Tensor>> Writes = new()
    {
        ["add_ of a number"] = v => v.add_(1),
        ["mul_ of another tensor"] = v => v.mul_(v.cos()),
        ["sub_ of another type"] = v => v.sub_(v.to(ScalarType.Int32)),
        ["exp_"] = v => v.exp_(),
        ["fill_"] = v => v.fill_(7),
        ["fill_ of a tensor"] = v => Scripts.Value.invoke<Tensor>("fill", v),
        ["zero_"] = v => v.zero_(),
        ["copy_"] = v => v.copy_(v * 2 + 1),
        ["copy_ that broadcasts another type"] = v => v.copy_(tensor(3)),
        ["masked_fill_"] = v => v.masked_fill_(v > 0, -1),
        ["masked_scatter_"] = v => v.masked_scatter_(v > 0, v.abs() + 3),
        ["index_put_"] = v => v.index_put_(v.mean(), TensorIndex.Tensor(tensor(new long[] { 0, -1 }))),
        ["index_put_ that accumulates"] = v => Scripts.Value.invoke<Tensor>("accumulate", v, tensor(new long[] { 0, 0, -1 }), ones(1)),
        ["index_fill_"] = v => v.index_fill_(0, tensor(new long[] { 0 }), 5),
        ["index_add_"] = v => v.index_add_(0, tensor(new long[] { 0 }), v.narrow(0, 0, 1) * 3, 1),
        ["clamp_"] = v => v.clamp_(-0.5, 0.5),
        ["write into a part"] = v => v.narrow(0, 0, 1).neg_(),
        ["out"] = v => Scripts.Value.invoke<Tensor>("out", v),
    };

    /// <summary>Views whose writes have no ONNX form, with the reason.</summary>
    private static readonly Dictionary<string, string> RefusedViews = new()
    {
        ["unfold that overlaps"] = "a write through a view that aten::unfold made, several of whose elements share memory",
        ["as_strided that overlaps"] = "a write through a view that aten::as_strided made, several of whose elements share memory",
    };

    public static IEnumerable<object[]> Rows => from view in Views.Keys from write in Writes.Keys select new object[] { view, write };

    [TestMethod, DynamicData(nameof(Rows))]
    public void Build_WriteThroughAView_ReadsWhatLibtorchReads(string view, string write)
    {
        using var example = randn(4, 6);
        var model = OnnxExporter.Build(x => Run(x[0], Views[view], Writes[write]), [example], OptionsFor(view));
        Assert.AreNotEqual(0, model.Report.Parity.Cases.Sum(c => c.Values));
    }

    [TestMethod]
    [DataRow("unfold that overlaps")]
    [DataRow("as_strided that overlaps")]
    public void Build_WriteThroughAViewThatOverlaps_IsRefusedWithItsReason(string view)
    {
        using var example = randn(4, 6);
        Func<Tensor, Tensor> make = view.StartsWith("unfold", StringComparison.Ordinal) ? y => y.unfold(1, 3, 1) : y => y.as_strided([2, 3], [2, 1]);
        var error = Assert.ThrowsExactly<UnsupportedOperatorException>(() => OnnxExporter.Build(x => Run(x[0], make, v => v.neg_()), [example], OptionsFor(view)));
        Assert.AreEqual(RefusedViews[view], error.Operators[0].Reason);
    }

    // the base, the view, and other views of both, made before and after the write
    private static Tensor[] Run(Tensor x, Func<Tensor, Tensor> view, Action<Tensor> write)
    {
        var y = x.clone();
        var (before, rows) = (y.narrow(1, 1, 4), y.t());
        var v = view(y);
        var same = view(y);
        write(v);
        return [y * 1, v * 1, same * 1, before * 1, rows * 1, y.narrow(1, 2, 3) * 1, view(y) * 1];
    }

    private static ExportOptions OptionsFor(string view)
    {
        var options = new ExportOptions { Verification = QuickVerification.Options };
        bool isFixed = view is "squeeze" || view.StartsWith("as_strided", StringComparison.Ordinal); // of a batch of one they give another view
        return isFixed ? options with { Inputs = [new InputSpec("x") { DynamicDimensions = new Dictionary<int, string>() }] } : options;
    }
}
