#pragma warning disable SYSLIB5001 // .NET's tensors are marked experimental in this version of the package.
using System.Numerics;
using OnnxForge.Authoring;
using NumericTensor = System.Numerics.Tensors.Tensor;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TensorInteropTests
{
    public static IEnumerable<object[]> Arrays =>
    [
        [new[] { true, false }, ScalarType.Bool], [new byte[] { 1, 255 }, ScalarType.Byte], [new sbyte[] { -1, 2 }, ScalarType.Int8], [new short[] { -300, 2 }, ScalarType.Int16],
        [new[] { 1, -70000 }, ScalarType.Int32], [new[] { 1L << 40, 2 }, ScalarType.Int64], [new[] { (Half)1.5, (Half)(-2) }, ScalarType.Float16], [new[] { 1.5f, -2 }, ScalarType.Float32],
        [new[] { 1.0 / 3, -2 }, ScalarType.Float64], [new[] { new Complex(1, 2), new Complex(3, -4) }, ScalarType.ComplexFloat64],
        [new[,,] { { { 1.5, 2 }, { 3, 4 } } }, ScalarType.Float64], [new float[0, 3], ScalarType.Float32],
    ];

    [TestMethod]
    [DynamicData(nameof(Arrays))]
    public void Array_ToTensorAndBack_KeepsElementsShapeAndType(Array array, ScalarType type)
    {
        foreach (var tensor in new[] { array.ToTensor(), array.AsTensor() })
        {
            Assert.AreEqual(type, tensor.dtype);
            CollectionAssert.AreEqual(Enumerable.Range(0, array.Rank).Select(array.GetLongLength).ToArray(), tensor.shape);
            var back = tensor.ToArray();
            Assert.AreEqual(array.GetType(), back.GetType());
            CollectionAssert.AreEqual(array, back);
        }
    }

    [TestMethod]
    public void AsTensor_SharesTheArray_AndToTensorDoesNot()
    {
        var array = new[,] { { 1f, 2f }, { 3f, 4f } };
        using var copy = array.ToTensor();
        using var shared = array.AsTensor();
        shared.mul_(2);
        Assert.AreEqual(8f, array[1, 1]);
        array[0, 0] = -1;
        Assert.AreEqual(-1f, shared[0, 0].item<float>());
        Assert.AreEqual(1f, copy[0, 0].item<float>());
    }

    [TestMethod]
    public void AsTensor_WhileTheCollectorMovesThings_KeepsItsMemory()
    {
        var tensors = Enumerable.Range(0, 50).Select(i => View(i)).ToList();
        for (var i = 0; i < 5; i++)
        {
            _ = Enumerable.Range(0, 1000).Select(n => new byte[n]).ToList();
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        for (var i = 0; i < 50; i++) CollectionAssert.AreEqual(new[] { i, i + 1.0 }, tensors[i].data<double>().ToArray());

        static Tensor View(int i) => new[] { -1.0, i, i + 1 }.AsTensor()[1..];
    }

    [TestMethod]
    public void Span_ToTensor_TakesItsShape()
    {
        ReadOnlySpan<double> values = [1, 2, 3, 4, 5, 6];
        using var tensor = values.ToTensor(2, 3);
        Assert.AreEqual(ScalarType.Float64, tensor.dtype);
        Assert.AreEqual(6.0, ((double[,])tensor.ToArray())[1, 2]);
        CollectionAssert.AreEqual(new long[] { 6 }, values.ToTensor().shape);
        var error = Assert.ThrowsExactly<ShapeException>(() => { ReadOnlySpan<double> three = [1, 2, 3]; three.ToTensor(2, 2); });
        Assert.AreEqual("ToTensor: expected a shape of 3 elements; received [2, 2]. Give one size for each dimension.", error.Message);
    }

    [TestMethod]
    public void NumericsTensor_BothWays_KeepsElementsShapeAndType()
    {
        var numerics = NumericTensor.Create(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        using var tensor = numerics.ToTensor();
        Assert.AreEqual(ScalarType.Float64, tensor.dtype);
        Assert.AreEqual(6.0, tensor[1, 2].item<double>());
        var back = tensor.T.ToNumericsTensor<double>();
        Assert.AreEqual(4.0, back[0, 1]);
        Assert.AreEqual(3, back.Lengths[0]);
        using var column = numerics.AsReadOnlyTensorSpan(.., 1..2).ToTensor();
        CollectionAssert.AreEqual(new[,] { { 2.0 }, { 5.0 } }, column.ToArray());
    }

    [TestMethod]
    public void View_IsTheTensorsMemory_AndOutlivesTheTensor()
    {
        var tensor = arange(6, ScalarType.Float32).reshape(2, 3);
        using var view = tensor.View<float>();
        view.GetSpan()[0] = 10;
        Assert.AreEqual(10f, tensor[0, 0].item<float>());
        view.TensorSpan[1, 2] = 20;
        Assert.AreEqual(20f, tensor[1, 2].item<float>());
        tensor.Dispose();
        Assert.AreEqual(20f, view.Memory.Span[5]);
        Assert.AreEqual(3, view.TensorSpan.Lengths[1]);
    }

    [TestMethod]
    public void View_OfAnotherLayout_HasNoSpan()
    {
        using var columns = arange(6, ScalarType.Float32).reshape(2, 3)[.., ..2];
        using var view = columns.View<float>();
        Assert.AreEqual("View<float>: expected elements that lie row by row, at most 2147483647; received another layout. Use TensorSpan, which takes strides, or contiguous(), which copies.",
            Assert.ThrowsExactly<ShapeException>(() => { view.GetSpan(); }).Message);
        Assert.AreEqual(4f, view.TensorSpan[1, 1]);
    }

    [TestMethod]
    public void WrongElements_AreRefused()
    {
        Assert.AreEqual("AsTensor: expected elements of bool, byte, sbyte, short, int, long, Half, float, double, BFloat16 or Complex; received decimal. Convert the elements first.",
            Assert.ThrowsExactly<DataException>(() => new[] { 1m }.AsTensor()).Message);
        Assert.AreEqual("View<double>: expected a tensor of Float64, which is double; received Float32. Ask for its own type, or cast: tensor.to(ScalarType.Float64).",
            Assert.ThrowsExactly<DataException>(() => ones(1).View<double>()).Message);
        Assert.AreEqual("ToArray: expected a tensor of one dimension or more; received a single number. Use item<T>(), or reshape(1).",
            Assert.ThrowsExactly<ShapeException>(() => tensor(1f).ToArray()).Message);
    }

    [TestMethod]
    public void ToArray_OfAGradientOrAStridedTensor_CopiesValues()
    {
        CollectionAssert.AreEqual(new[,] { { 0f, 3 }, { 1, 4 }, { 2, 5 } }, arange(6, ScalarType.Float32).reshape(2, 3).T.ToArray());
        CollectionAssert.AreEqual(new[] { 1f }, ones(1, requires_grad: true).ToArray());
    }
}
