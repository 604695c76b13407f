using System.Numerics.Tensors;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TensorArraysTests
{
    public static IEnumerable<object[]> Arrays =>
    [
        [new[] { 2.0, 4, 5 }, ScalarType.Float64], [new[,] { { 1f, 2 }, { 3, 4 } }, ScalarType.Float32], [new[,,] { { { 1L }, { 2 } } }, ScalarType.Int64], [new[] { 1, -2 }, ScalarType.Int32],
        [new short[] { 1, -2 }, ScalarType.Int16], [new sbyte[] { 1, -2 }, ScalarType.Int8], [new byte[] { 1, 255 }, ScalarType.Byte], [new[] { true, false }, ScalarType.Bool],
        [new[] { (Half)0.5f, Half.NaN }, ScalarType.Float16], [new[] { new System.Numerics.Complex(1, -2) }, ScalarType.ComplexFloat64], [new float[0, 3], ScalarType.Float32],
    ];

    [TestMethod]
    [DynamicData(nameof(Arrays))]
    public void Array_ThereAndBack_KeepsTypeShapeAndValues(Array values, ScalarType type)
    {
        using var tensor = values.ToTorch();
        Assert.AreEqual(type, tensor.dtype);
        CollectionAssert.AreEqual(Enumerable.Range(0, values.Rank).Select(values.GetLongLength).ToArray(), tensor.shape);
        var back = tensor.ToArray();
        Assert.AreEqual(values.GetType(), back.GetType());
        CollectionAssert.AreEqual(values, back);
    }

    [TestMethod]
    public void Rows_OfOneLength_BecomeAMatrix() => CollectionAssert.AreEqual(new[,] { { 1f, 2 }, { 3, 4 } }, new[] { new[] { 1f, 2 }, [3, 4] }.ToTorch().ToArray());

    [TestMethod]
    public void ViewsAndScalars_BecomeArrays()
    {
        CollectionAssert.AreEqual(new[,] { { 1f, 3 }, { 2, 4 } }, new[,] { { 1f, 2 }, { 3, 4 } }.ToTorch().t().ToArray());
        CollectionAssert.AreEqual(new[] { 7f }, tensor(7f).ToArray());
    }

    [TestMethod]
    public void Share_SeesTheArray()
    {
        float[] values = [1, 2, 3, 4, 5, 6];
        using var tensor = TensorArrays.Share(values, 2, 3);
        values[4] = 50;
        Assert.AreEqual(50f, tensor[1, 1].item<float>());
        tensor[0].Assign(0);
        Assert.AreEqual(0f, values[2]);
    }

    [TestMethod]
    public void NumericTensor_ThereAndBack_KeepsShapeAndValues()
    {
        var values = System.Numerics.Tensors.Tensor.Create(new double[] { 1, 2, 3, 4, 5, 6 }, [2, 3]);
        using var tensor = values.ToTorch();
        Assert.AreEqual(ScalarType.Float64, tensor.dtype);
        CollectionAssert.AreEqual(new[,] { { 1.0, 2, 3 }, { 4, 5, 6 } }, tensor.ToArray());
        var back = tensor.t().ToNumerics<double>();
        CollectionAssert.AreEqual(new nint[] { 3, 2 }, back.Lengths.ToArray());
        Assert.AreEqual(4.0, back[0, 1]);
    }

    [TestMethod]
    public void AsTensorSpan_SeesTheTensor()
    {
        using var tensor = zeros(2, 3);
        var span = tensor.AsTensorSpan<float>();
        span[1, 2] = 5;
        Assert.AreEqual(5f, tensor[1, 2].item<float>());
    }

    [TestMethod]
    public void WhatDoesNotFit_IsRefused()
    {
        ConfigContract.Error<DataException>("ToTorch: expected one list of rows of one length; received [2], [1]. Pad the rows, or give the array as a matrix.", () => new[] { new[] { 1f, 2 }, [3] }.ToTorch());
        ConfigContract.Error<DataException>("Array: expected elements of type Boolean, Byte, SByte, Int16, Int32, Int64, Half, Single, Double, Complex; received Decimal. Convert the elements first.", () => new[] { 1m }.ToTorch());
        ConfigContract.Error<ShapeException>("TensorArrays.Share: expected a shape of 3 elements; received [2, 2]. Give the array's shape.", () => TensorArrays.Share(new float[3], 2, 2));
        ConfigContract.Error<DataException>("ToNumerics: expected a tensor of type float64; received float32. Name the tensor's own element type, or convert it.", () => zeros(2).ToNumerics<double>());
        ConfigContract.Error<DataException>("AsTensorSpan: expected a contiguous tensor on the CPU; received one on cpu that is a view. Copy it: tensor.cpu().contiguous().", () => zeros(2, 3).t().AsTensorSpan<float>());
        ConfigContract.Error<DataException>("ToArray: expected an element type that .NET has; received bfloat16. Convert it first: tensor.to(ScalarType.Float32).", () => zeros(2, ScalarType.BFloat16).ToArray());
    }
}
