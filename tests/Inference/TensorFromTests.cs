using OnnxForge.Inference;
using static OnnxForge.Tests.Inference.HandMadeModels;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class TensorFromTests
{
    [TestMethod]
    public void FromArray_AnyRank_KeepsDimsAndElements()
    {
        Same(TensorData.FromArray(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }), "float32 [2, 3]", [1f, 2f, 3f, 4f, 5f, 6f]);
        Same(TensorData.FromArray(new[,,] { { { true }, { false } } }), "bool [1, 2, 1]", [true, false]);
        Same(TensorData.FromArray(new[,] { { "a", "b" } }), "string [1, 2]", ["a", "b"]);
        Same(TensorData.FromArray(new Half[,] { { (Half)1.5f } }), "float16 [1, 1]", [(Half)1.5f]);
        Same(TensorData.FromArray(new long[0, 3]), "int64 [0, 3]", Array.Empty<long>());
    }

    [TestMethod]
    public void FromArray_OtherElements_AreRefused() => Fails<InferenceException>(
        () => TensorData.FromArray(new[] { new[] { 1f } }),
        "New tensor: expected elements of a numeric type, bool or string; received elements of type System.Single[]. Convert the elements first, or use FromRows for an array of arrays.");

    [TestMethod]
    public void FromRows_ToRows_IsTheSame()
    {
        var tensor = TensorData.FromRows<int>([[1, 2], [3, 4], [5, 6]]);
        Assert.AreEqual("int32 [3, 2]", tensor.ToString());
        CollectionAssert.AreEqual(new[] { 5, 6 }, tensor.ToRows<int>()[2]);
        Assert.IsEmpty(TensorData.FromRows<int>([]).ToRows<int>());
        Fails<SignatureMismatchException>(() => TensorData.FromRows<int>([[1], []]), "New tensor of rows: expected rows of 1 values, as in row 0; received 0 values in row 1. Give every row all its values.");
        Fails<InferenceException>(() => TensorData.Scalar(1).ToRows<int>(), "Rows of int32 []: expected one dim or more; received a scalar. Read it with AsSpan<T>().");
    }

    private static void Same<T>(TensorData tensor, string text, T[] elements)
    {
        Assert.AreEqual(text, tensor.ToString());
        CollectionAssert.AreEqual(elements, tensor.AsSpan<T>().ToArray());
    }
}
