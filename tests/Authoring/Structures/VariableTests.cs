using OnnxForge.Authoring;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class VariableTests
{
    private static Variable Sample() => new(tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } }));

    private static void Holds(float[,] expected, Tensor actual) => CollectionAssert.AreEqual(expected, actual.ToArray());

    [TestMethod]
    public void Assign_WholeElementAndColumn_GivesTheValues()
    {
        var v = Sample();
        v.Assign(2 * v);
        Holds(new[,] { { 2f, 4, 6 }, { 8, 10, 12 } }, v);
        v[0, 1].Assign(42);
        Holds(new[,] { { 2f, 42, 6 }, { 8, 10, 12 } }, v);
        v[.., 2].Assign(tensor(new[] { 0f, 1 }));
        Holds(new[,] { { 2f, 42, 0 }, { 8, 10, 1 } }, v);
    }

    [TestMethod]
    public void AssignAddAndSub_ChangeEveryValue()
    {
        var v = Sample();
        v.AssignAdd(ones(2, 3)).AssignSub(tensor(new[] { 0f, 1, 2 }));
        Holds(new[,] { { 2f, 2, 2 }, { 5, 5, 5 } }, v);
        v[1].AssignAdd(tensor(10f));
        Holds(new[,] { { 2f, 2, 2 }, { 15, 15, 15 } }, v);
    }

    [TestMethod]
    public void ScatterUpdate_SetsRows()
    {
        var v = Sample();
        v.ScatterUpdate(tensor(new[] { 1L, 0 }), tensor(new[,] { { 7f, 8, 9 }, { 0, 0, 1 } }));
        Holds(new[,] { { 0f, 0, 1 }, { 7, 8, 9 } }, v);
    }

    [TestMethod]
    public void ScatterNdUpdate_SetsElements()
    {
        var v = Sample();
        v.ScatterNdUpdate(tensor(new[,] { { 0L, 0 }, { 1, 2 } }), tensor(new[] { 100f, 200 }));
        Holds(new[,] { { 100f, 2, 3 }, { 4, 5, 200 } }, v);
    }

    [TestMethod]
    public void Gradient_AfterAssignments_IsThatOfTheNewValues()
    {
        var v = Sample();
        v[0, 1].Assign(-1);
        v.square().sum().backward();
        Holds(new[,] { { 2f, -2, 6 }, { 8, 10, 12 } }, v.grad!);
        Assert.IsTrue(v.requires_grad);
    }

    private sealed class Affine() : Layer<Tensor, Tensor>
    {
        private readonly Parameter offset = new(zeros(3));
        private Variable scale = new(ones(3));

        public Variable Scale => scale;

        public override Tensor forward(Tensor x) => x * scale + offset;
    }

    [TestMethod]
    public void OfALayer_MovesWithIt()
    {
        using var layer = new Affine();
        layer.Scale.Assign(2);
        layer.call(ones(2, 3)).sum().backward();
        var order = layer.named_parameters().Select(item => item.name).ToList();
        layer.to(ScalarType.Float64);
        CollectionAssert.AreEqual(order, layer.named_parameters().Select(item => item.name).ToList());
        Assert.AreSame(layer.Scale, layer.get_parameter("scale"));
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 }, layer.Scale.data<double>().ToArray());
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 }, layer.Scale.grad!.data<double>().ToArray());
        CollectionAssert.AreEqual(new[] { 2.0, 2, 2 }, layer.call(ones(1, 3, ScalarType.Float64)).data<double>().ToArray());
        Assert.IsTrue(layer.Scale.requires_grad);
    }

    [TestMethod]
    public void Constructor_CopiesItsValue()
    {
        var first = zeros(2);
        var v = new Variable(first, trainable: false);
        v.Assign(3);
        Assert.AreEqual(0f, first[0].item<float>());
        Assert.IsFalse(v.requires_grad);
    }

    [TestMethod]
    public void WrongValues_AreRefusedAndNothingChanges()
    {
        var v = Sample();
        ConfigContract.Error<DataException>("Assign: expected values of type float32; received int64. Convert them: value.to(ScalarType.Float32).", () => v.Assign(ones(2, 3, ScalarType.Int64)));
        ConfigContract.Error<ShapeException>("AssignAdd: expected a value that broadcasts to [2, 3]; received one of shape [2]. Reshape it.", () => v.AssignAdd(ones(2)));
        ConfigContract.Error<ShapeException>("Assign: expected a value that broadcasts to [2, 3]; received one of shape [1, 2, 3]. Reshape it.", () => v.Assign(ones(1, 2, 3)));
        ConfigContract.Error<DataException>("ScatterNdUpdate: expected indices from 0 to 1; received 2. Correct the index.", () => v.ScatterUpdate(tensor(new[] { 2L }), ones(1, 3)));
        ConfigContract.Error<ShapeException>("ScatterNdUpdate: expected updates [1, 3]; received updates [3]. Reshape it.", () => v.ScatterUpdate(tensor(new[] { 1L }), ones(3)));
        ConfigContract.Error<ShapeException>("ScatterNdUpdate: expected indices [count, 1 to 2]; received indices [1, 3]. Reshape it.", () => v.ScatterNdUpdate(ones(1, 3, ScalarType.Int64), ones(1)));
        Holds(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } }, v);
    }
}
