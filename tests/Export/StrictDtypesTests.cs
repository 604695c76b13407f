using OnnxForge.Export;
using OnnxForge.Inference;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class StrictDtypesTests
{
    private static readonly Tensor single = tensor(2f), twice = tensor(40.0), whole = tensor(40);

    private static void Fails(string start, string received, Func<Tensor> code)
    {
        var error = Assert.ThrowsExactly<MixedDtypesException>(() => StrictDtypes.Run(code));
        StringAssert.StartsWith(error.Message, start + " at StrictDtypesTests.cs:");
        StringAssert.EndsWith(error.Message, $": expected tensors of one element type; received {received}. Convert one of them: x.to(ScalarType.Float32).");
    }

    [TestMethod]
    public void MixedTypes_FailWithOperatorTypesAndLine()
    {
        Fails("aten::add", "float32, int32", () => single + whole);
        Fails("aten::add", "float32, float64", () => single + twice);
        Fails("aten::mul_", "float32, float64", () => ones(2).mul_(twice));
        Fails("aten::gt", "int32, float32", () => whole.gt(single));
        Fails("aten::cat", "float32, float64", () => cat([ones(2), ones(2, ScalarType.Float64)]));
        Fails("aten::where", "float32, float64", () => where(ones(1) > 0, single, twice));
    }

    private sealed class Mixing() : nn.Module<Tensor, Tensor>("Mixing")
    {
        private readonly Tensor factor = ones(3, ScalarType.Float64);

        public override Tensor forward(Tensor x) => x.relu() * factor;
    }

    [TestMethod]
    public void MixedTypes_InsideOfAModel_Fail() => Fails("aten::mul", "float32, float64", () => new Mixing().call(ones(2, 3)));

    [TestMethod]
    public void CastNumbersAndIndices_Pass()
    {
        Assert.AreEqual(42f, StrictDtypes.Run(() => single + twice.to(ScalarType.Float32)).item<float>());
        var model = nn.Sequential(nn.Linear(3, 4), nn.BatchNorm1d(4), nn.GELU(), nn.Dropout(0.5), nn.Linear(4, 2));
        var loss = StrictDtypes.Run(() =>
        {
            var x = randn(8, 3);
            x = (x * 2 + 1) / 3.0 - x.pow(2).masked_fill(x > 0, 0);
            var logits = model.call(where(x > 0, x, x * 0.1)).index_select(1, tensor(new[] { 0L, 1 }));
            return nn.functional.cross_entropy(logits, zeros(8, ScalarType.Int64));
        });
        Assert.IsTrue(loss.isfinite().item<bool>());
    }

    [TestMethod]
    public void AfterAFailure_TheThreadIsFree()
    {
        Assert.ThrowsExactly<MixedDtypesException>(() => StrictDtypes.Run(() => single + twice));
        Assert.AreEqual(42.0, (single + twice).item<double>());
        Assert.AreEqual(4f, StrictDtypes.Run(() => single + single).item<float>());
    }

    [TestMethod]
    public void NumPyFiles_ThereAndBack_KeepTheTensor()
    {
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npy");
        try
        {
            NpyFile.Write(path, tensor(new[,] { { 1.0, 2 }, { 3, 4 } }).t().ToTensorData());
            using var back = NpyFile.Read(path).ToTensor();
            Assert.AreEqual(ScalarType.Float64, back.dtype);
            CollectionAssert.AreEqual(new[] { 1.0, 3, 2, 4 }, back.flatten().data<double>().ToArray());
        }
        finally { File.Delete(path); }
    }
}
