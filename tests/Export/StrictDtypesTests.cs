using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class StrictDtypesTests
{
    private static Tensor F32(params float[] values) => tensor(values);

    private static Tensor I64(params long[] values) => tensor(values);

    private static string? Message(Action action)
    {
        try
        {
            using var strict = StrictDtypes.Begin();
            action();
        }
        catch (MixedDtypesException error)
        {
            return error.Message;
        }
        return null;
    }

    [TestMethod]
    public void Seed_MixedTypesFail_AndTheCastPasses()
    {
        var t2 = tensor(40.0, ScalarType.Float64);
        StringAssert.Matches(Message(() => (tensor(2f) + t2).Dispose()), new(
            @"^aten::add\.Tensor at StrictDtypesTests\.cs:\d+: expected operands of one type; received Float32 of 0 dimensions and Float64 of 0 dimensions\. Cast one of them, such as \.to\(ScalarType\.Float32\)\.$"));
        StringAssert.Matches(Message(() => (tensor(2f) + tensor(40)).Dispose()), new(
            @"^aten::add\.Tensor at StrictDtypesTests\.cs:\d+: expected operands of one type; received Float32 of 0 dimensions and Int32 of 0 dimensions\. "));
        Assert.AreEqual(42f, StrictDtypes.Run(() => tensor(2f) + t2.to(ScalarType.Float32)).item<float>());
    }

    [TestMethod]
    public void Operators_ThatPromote_AreNamed()
    {
        foreach (var (name, action) in new (string, Action)[]
        {
            ("aten::add.Tensor", () => _ = F32(1, 2) + I64(1, 2)),
            ("aten::mul.Tensor", () => _ = F32(1, 2) * F32(1, 2).to(ScalarType.Float64)),
            ("aten::mul.Tensor", () => _ = F32(1, 2) * (F32(1, 2) > 1)),
            ("aten::eq.Tensor", () => _ = F32(1, 2).eq(I64(1, 2))),
            ("aten::cat", () => _ = cat([F32(1), I64(1)])),
            ("aten::where.self", () => _ = where(F32(1) > 0, F32(1), I64(2))),
            ("aten::add_.Tensor", () => F32(1, 2).add_(ones(2, ScalarType.Float64))),
            ("aten::copy_", () => F32(1, 2).copy_(I64(1, 2))),
            ("aten::maximum", () => _ = maximum(F32(1), I64(2))),
            ("aten::pow.Tensor_Tensor", () => _ = F32(2).pow(I64(2))),
            ("aten::div.Tensor", () => _ = I64(2, 3) / I64(2).to(ScalarType.Int32)),
            ("aten::mul.Scalar", () => _ = I64(2, 3) * 0.5),
            ("aten::sub.Tensor", () => _ = F32(1, 2) - tensor(1L)),
        })
        {
            var message = Message(action);
            StringAssert.StartsWith(message ?? "no error", name + " at StrictDtypesTests.cs:", name);
        }
    }

    [TestMethod]
    public void NumbersCastsIndicesAndMasks_Pass()
    {
        var message = Message(() =>
        {
            using var scope = NewDisposeScope();
            var x = randn(3, 4);
            _ = 2 * x + 1 - x / 3 + (1 - x) + 1.0 / (x + 5) + x.pow(2) + x * 0.5;
            _ = I64(1, 2) + 1;
            _ = x + tensor(0.5, ScalarType.Float64);
            _ = x[I64(0, 2)] + x.index_select(0, I64(0, 1))[0];
            _ = x.masked_fill(x > 0, 0);
            _ = where(x > 0, x, 0f);
            _ = x.to(ScalarType.Float64) + x.to(ScalarType.Float64);
            _ = x.gather(1, zeros(3, 1, ScalarType.Int64));
            x[0, 0] = 5;
            _ = nn.functional.cross_entropy(x, I64(0, 1, 2));
            _ = nn.Embedding(3, 4).call(I64(0, 1));
            _ = nn.functional.dropout(x, 0.5, training: true);
            _ = x.std() + x.var(1).sum() + x.softmax(1).sum() + x.mean();
            var w = randn(4, requires_grad: true);
            (nn.functional.relu(x.mv(w)).sum() + w.abs().sum() + nn.functional.dropout(w, 0.5).sum()).backward();
        });
        Assert.IsNull(message);
    }

    [TestMethod]
    public void Forward_OfAModel_IsWatched()
    {
        var model = new Sequential([new Dense(3), new AddsInt64()]);
        StringAssert.StartsWith(Message(() => model.call(randn(2, 4)).Dispose()) ?? "no error", "aten::add.Tensor at StrictDtypesTests.cs:");
        var fitted = new Sequential([new Dense(3, new Selu(), kernelRegularizer: new L2()), new Dense(1)]);
        fitted.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric());
        Assert.IsNull(Message(() => fitted.Fit(randn(64, 4), randn(64, 1), new FitOptions { Epochs = 2, Validation = (randn(8, 4), randn(8, 1)) })));
    }

    [TestMethod]
    public void FirstError_ComesInPlaceOfWhatFollowedFromIt()
    {
        var message = Message(() =>
        {
            _ = F32(1, 2) + I64(1, 2);
            throw new InvalidDataException("later");
        });
        StringAssert.StartsWith(message, "aten::add.Tensor at ");
        Assert.ThrowsExactly<InvalidDataException>(() => Message(() => throw new InvalidDataException("alone")));
    }

    [TestMethod]
    public void Check_TellsAtOnce_AndTheEndNotAgain()
    {
        using var strict = StrictDtypes.Begin();
        strict.Check();
        _ = F32(1) + I64(1);
        var error = Assert.ThrowsExactly<MixedDtypesException>(strict.Check);
        Assert.AreEqual("aten::add.Tensor", error.Operator);
        CollectionAssert.AreEqual(new[] { "Float32 of 1 dimension", "Int64 of 1 dimension" }, error.Operands.ToArray());
    }

    [TestMethod]
    public void Scope_IsOfItsThreadAlone_AndEnds()
    {
        using (StrictDtypes.Begin())
        {
            var thread = new Thread(() => (F32(1) + I64(1)).Dispose());
            thread.Start();
            thread.Join();
        }
        (F32(1) + I64(1)).Dispose();
        var scope = StrictDtypes.Begin();
        InvalidOperationException? refused = null;
        var other = new Thread(() => refused = Assert.ThrowsExactly<InvalidOperationException>(scope.Dispose));
        other.Start();
        other.Join();
        scope.Dispose();
        Assert.AreEqual("StrictDtypes: expected the end of the scope that began last, on its thread; received another one. Put the scope in a using statement without await inside.", refused!.Message);
    }

    [TestMethod]
    public void Export_InsideOfAScope_Works()
    {
        using var strict = StrictDtypes.Begin();
        Assert.IsLessThan(1e-5, OnnxExporter.Build(new Sequential([new Dense(3)]), [randn(2, 4)]).Report.Parity.MaxAbsolute);
    }

    private sealed class AddsInt64 : Layer
    {
        public override Tensor forward(Tensor input) => input + ones(3, ScalarType.Int64);
    }
}
