using System.Numerics.Tensors;
using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class NumericsTensorTests
{
    [TestMethod]
    public void Predict_TensorSpan_GivesATensor()
    {
        using var model = InferenceModel.Load(Linear);
        var rows = Tensor.Create([1f, 2f, 3f, 0f, 0f, 0f], [2, 3]);
        var predictions = model.Predict<float, float>(rows.AsReadOnlyTensorSpan());
        CollectionAssert.AreEqual(new nint[] { 2, 2 }, predictions.Lengths.ToArray());
        Assert.AreEqual(24f, predictions[0, 0]);
        Assert.AreEqual(20f, predictions[1, 1]);
    }

    [TestMethod]
    public void ToTensorData_AnyStridesAndTypes_KeepsElements()
    {
        var whole = Tensor.Create([1, 2, 3, 4, 5, 6], [2, 3]);
        Assert.AreEqual("int32 [2, 3]", whole.ToTensorData().ToString());
        var part = whole.AsReadOnlyTensorSpan().Slice([0..2, 1..3]).ToTensorData();
        Assert.AreEqual("int32 [2, 2]", part.ToString());
        CollectionAssert.AreEqual(new[] { 2, 3, 5, 6 }, part.AsSpan<int>().ToArray());
        var texts = Tensor.Create(["a", "b"], [2]).ToTensorData();
        CollectionAssert.AreEqual(new[] { "a", "b" }, texts.AsSpan<string>().ToArray());
        Assert.AreEqual("float16 [1]", Tensor.Create([(Half)1], [1]).ToTensorData().ToString());
        Fails<InferenceException>(() => Tensor.Create([1m], [1]).ToTensorData(), "New tensor: expected elements of a numeric type, bool or string; received elements of type System.Decimal. Convert the elements first.");
    }

    [TestMethod]
    public void AsTensorSpan_OfData_IsTheSameMemory()
    {
        var elements = new[] { 1f, 2f, 3f, 4f };
        var span = TensorData.Create(elements, 2, 2).AsTensorSpan<float>();
        elements[3] = 9;
        Assert.AreEqual(9f, span[1, 1]);
        Assert.AreEqual(2, span.Rank);
        Fails<InferenceException>(() => TensorData.Create(elements, 4).ToTensor<int>(), "Elements of float32 [4]: expected the C# type of float32; received Int32. Read the elements as the type that Type names.");
    }
}
