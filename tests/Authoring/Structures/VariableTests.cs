using OnnxForge.Authoring;
using OnnxForge.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class VariableTests
{
    private static Variable Matrix() => new(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });

    private static void AssertValues(Tensor tensor, params float[] expected) => CollectionAssert.AreEqual(expected, tensor.detach().reshape(-1).data<float>().ToArray());

    [TestMethod]
    public void Assign_ThenSlices_GivesTheSeedsResults()
    {
        using var v = Matrix();
        AssertValues(v.Assign(2 * v), 2, 4, 6, 8, 10, 12);
        AssertValues(v[0, 1].Assign(42), 2, 42, 6, 8, 10, 12);
        AssertValues(v[.., 2].Assign(0, 1), 2, 42, 0, 8, 10, 1);
        AssertValues(v.ScatterNdUpdate(tensor(new[,] { { 0L, 0 }, { 1, 2 } }), tensor(new[] { 100f, 200f })), 100, 42, 0, 8, 10, 200);
        AssertValues(v.ScatterUpdate(tensor(new[] { 1L, 0 }), tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } })), 4, 5, 6, 1, 2, 3);
    }

    [TestMethod]
    public void AssignAddAndSub_TakeTensorsAndNumbers()
    {
        using var v = Matrix();
        AssertValues(v.AssignAdd(1).AssignSub(ones(2, 3) * 2), 0, 1, 2, 3, 4, 5);
        AssertValues(v[1].AssignAdd(tensor(new[] { 1f, 2f, 3f })), 0, 1, 2, 4, 6, 8);
        AssertValues(v[TensorIndex.Ellipsis, 0].AssignSub(1), -1, 1, 2, 3, 6, 8);
        AssertValues(v[TensorIndex.Tensor(v > 2)].Assign(9), -1, 1, 2, 9, 9, 9);
        AssertValues(v.ScatterNdUpdate(tensor(new[,] { { 1 } }), zeros(1, 3)), -1, 1, 2, 0, 0, 0);
    }

    [TestMethod]
    public void Gradients_FlowToTheVariableAndItsSlices()
    {
        using Variable w1 = new(5f), w2 = new(3f);
        var z = 3 * w1.square() + 2 * w1 * w2;
        z.backward();
        Assert.AreEqual(36f, w1.grad!.item<float>());
        Assert.AreEqual(10f, w2.grad!.item<float>());

        using var v = Matrix();
        (v[.., 1].Value * 3).sum().backward();
        AssertValues(v.grad!, 0, 3, 0, 0, 3, 0);
        v.Assign(v * 2);
        Assert.IsTrue(v.is_leaf && v.requires_grad);
    }

    [TestMethod]
    public void Assign_AfterItWasRead_MakesBackwardFailRatherThanWrong()
    {
        using var v = Matrix();
        var loss = (v * v).sum();
        v.Assign(0);
        Assert.ThrowsExactly<System.Runtime.InteropServices.ExternalException>(() => loss.backward());
    }

    [TestMethod]
    public void Integers_KeepTheirTypeAndCarryNoGradient()
    {
        using var steps = new Variable(new[] { 1L, 2L });
        Assert.IsFalse(steps.requires_grad);
        CollectionAssert.AreEqual(new[] { 2L, 3L }, steps.AssignAdd(1).data<long>().ToArray());
        Assert.AreEqual(ScalarType.Int64, steps.dtype);
        var error = Assert.ThrowsExactly<DataException>(() => steps.AssignAdd(0.5));
        Assert.AreEqual("Variable.AssignAdd: expected whole numbers for the type Int64, of at most 2^53 in size; received 0.5. Give a tensor of the variable's type.", error.Message);
    }

    [TestMethod]
    public void Write_OfAnotherShapeOrType_IsRefusedAndChangesNothing()
    {
        using var v = Matrix();
        Assert.AreEqual("Variable.Assign: expected values of shape [2, 3]; received [3]. Give one value for each element that is written.",
            Assert.ThrowsExactly<ShapeException>(() => v.Assign(ones(3))).Message);
        Assert.AreEqual("Variable.AssignAdd: expected values of type Float32; received Float64. Cast them: value.to(ScalarType.Float32).",
            Assert.ThrowsExactly<DataException>(() => v.AssignAdd(ones(2, 3, ScalarType.Float64))).Message);
        Assert.AreEqual("VariableSlice.Assign: expected values of shape [2]; received [3]. Give one value for each element that is written.",
            Assert.ThrowsExactly<ShapeException>(() => v[.., 2].Assign(1, 2, 3)).Message);
        Assert.AreEqual("Variable.ScatterUpdate: expected updates of shape [1, 3]; received [1, 2]. Give one value for each element that is written.",
            Assert.ThrowsExactly<ShapeException>(() => v.ScatterUpdate(tensor(new[] { 0L }), ones(1, 2))).Message);
        AssertValues(v, 1, 2, 3, 4, 5, 6);
    }

    [TestMethod]
    public void Scatter_ToPlacesThatAreNotThereOrTwice_IsRefused()
    {
        using var v = Matrix();
        Assert.AreEqual("Variable.ScatterUpdate: expected places in a variable [2, 3], counted from 0; received [2]. Correct the index.",
            Assert.ThrowsExactly<DataException>(() => v.ScatterUpdate(tensor(new[] { 2L }), ones(1, 3))).Message);
        Assert.AreEqual("Variable.ScatterNdUpdate: expected each place once; received [0, 1] twice. Combine the updates of a place first.",
            Assert.ThrowsExactly<DataException>(() => v.ScatterNdUpdate(tensor(new[,] { { 0L, 1 }, { 0, 1 } }), ones(2))).Message);
        Assert.AreEqual("Variable.ScatterUpdate: expected rows [n] of type Int64 or Int32; received Float32. Give whole numbers, counted from 0.",
            Assert.ThrowsExactly<DataException>(() => v.ScatterUpdate(ones(1), ones(1, 3))).Message);
        Assert.AreEqual("Variable.ScatterNdUpdate: expected indices [n, k] with at most 2 numbers for each place of a variable [2, 3]; received [1, 3]. Give one number for each of the first dimensions.",
            Assert.ThrowsExactly<ShapeException>(() => v.ScatterNdUpdate(zeros(1, 3, ScalarType.Int64), ones(1))).Message);
        AssertValues(v, 1, 2, 3, 4, 5, 6);
    }

    [TestMethod]
    public void VariableInALayer_IsItsWeight_MovesTrainsAndExports()
    {
        var layer = new Scaled();
        Assert.AreEqual("scale", string.Join(", ", layer.named_parameters().Select(item => item.name)));
        Assert.IsLessThan(1e-6, OnnxExporter.Build(layer, [randn(4, 3)]).Report.Parity.MaxAbsolute);
        layer.to(ScalarType.Float64);
        Assert.AreEqual(ScalarType.Float64, layer.Scale.dtype);
        layer.Scale.Assign(3);
        Assert.AreSame(layer.Scale, layer.parameters().Single());
        CollectionAssert.AreEqual(new[] { 3.0, 6.0, 9.0 }, layer.call(tensor(new[] { 1.0, 2.0, 3.0 })).detach().data<double>().ToArray());
    }

    private sealed class Scaled : Layer
    {
        private Variable scale = new(new[] { 1f, 2f, 3f });

        public Variable Scale { get => scale; set => scale = value; }

        public override Tensor forward(Tensor input) => input * scale;
    }
}
