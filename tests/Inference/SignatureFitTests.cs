using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class SignatureFitTests
{
    private static SignatureDimension Unnamed => default;

    [TestMethod]
    public void Model_ThatIsTheExpectedOne_Fits() => Assert.IsEmpty(Missing(Of(X("batch", 8L), Y("batch", 1L)), Of(X("batch", 8L), Y("batch", 1L))));

    [TestMethod]
    public void Model_WithOtherNamesOfSizes_Fits() => Assert.IsEmpty(Missing(Of(X("batch", 8L), Y("batch", 1L)), Of(X("n", 8L), Y("rows", 1L))));

    [TestMethod]
    public void Model_ThatTakesMore_AndGivesLess_Fits() =>
        Assert.IsEmpty(Missing(Of(X("batch", 8L), Y("batch", null)), Of(X("batch", "width"), Y("batch", 1L))));

    [TestMethod]
    public void Model_ThatTakesLess_DoesNotFit() =>
        CollectionAssert.AreEqual((string[])["the input x float32 [batch, 8]"], Missing(Of(X("batch", 8L), Y("batch", 1L)), Of(X(1L, 8L), Y(1L, 1L))));

    [TestMethod]
    public void Model_ThatGivesMore_DoesNotFit() =>
        CollectionAssert.AreEqual((string[])["the output y float32 [batch, 1]"], Missing(Of(X("batch", 8L), Y("batch", 1L)), Of(X("batch", 8L), Y("batch", "width"))));

    [TestMethod]
    public void Model_ThatWantsTwoSizesEqual_DoesNotFitCodeThatDoesNot()
    {
        CollectionAssert.AreEqual((string[])["the input x float32 [a, b]"], Missing(Of(X("a", "b"), Y("a")), Of(X("n", "n"), Y("n"))));
        CollectionAssert.AreEqual((string[])["the input x float32 [?, ?]"], Missing(Of(X(null, null), Y("a")), Of(X("n", "n"), Y("n"))));
        Assert.IsEmpty(Missing(Of(X("a", "a"), Y("a")), Of(X("n", "n"), Y("n"))));
        Assert.IsEmpty(Missing(Of(X(2L, 2L), Y("a")), Of(X("n", "n"), Y("n"))));
    }

    [TestMethod]
    public void Model_WithOtherNamesTypesOrRanks_DoesNotFit()
    {
        var expected = Of(X("batch", 8L), Y("batch", 1L));
        var other = new ModelSignature(
            [new TensorSignature("x", ElementType.Float64, expected.Inputs[0].Dims), new TensorSignature("extra", ElementType.Int64, [])],
            [new TensorSignature("z", ElementType.Float32, expected.Outputs[0].Dims)]);

        CollectionAssert.AreEqual((string[])["the input x float32 [batch, 8]", "no input extra", "the output y float32 [batch, 1]", "no output z"], Missing(expected, other));
        CollectionAssert.AreEqual((string[])["the input x float32 [batch, 8]"], Missing(expected, Of(X("batch", 2L, 4L), Y("batch", 1L))));
    }

    [TestMethod]
    public void RankThatIsNotStated_FitsAnInput_AndAnyOutputFitsWhereNoneWasExpected()
    {
        Assert.IsEmpty(Missing(Of(X("batch", 8L), Y()), Of(X(), Y("batch", 1L))));
        CollectionAssert.AreEqual((string[])["the output y float32 [1]"], Missing(Of(X(), Y(1L)), Of(X(), Y())));
    }

    [TestMethod]
    public void SizesThatOnnxRuntimeWorksOut_FitTheFileTheyCameFrom()
    {
        using var model = InferenceModel.Load(new OnnxModelBuilder()
            .Input("x", OnnxModelBuilder.Float32, "batch", 3).Output("y", OnnxModelBuilder.Float32, null).Output("z", OnnxModelBuilder.Float32, "batch", null)
            .Weight("w", new float[6], 3, 2).Node("MatMul", ["x", "w"], ["y"]).Node("MatMul", ["x", "w"], ["z"]).Build());
        Assert.AreEqual("(x float32 [batch, 3]) -> (y float32 [batch, 2], z float32 [batch, 2])", model.Signature.ToString());

        model.CheckSignature(new ModelSignature([X("batch", 3L)], [Y(), new TensorSignature("z", ElementType.Float32, [SignatureDimension.Named("batch"), Unnamed])]));
    }

    private static List<string> Missing(ModelSignature expected, ModelSignature loaded) => SignatureFit.Missing(expected, loaded);

    private static ModelSignature Of(TensorSignature input, TensorSignature output) => new([input], [output]);

    private static TensorSignature X(params object?[] dims) => Tensor("x", dims);

    private static TensorSignature Y(params object?[] dims) => Tensor("y", dims);

    private static TensorSignature Tensor(string name, object?[]? dims) =>
        new(name, ElementType.Float32, [.. (dims ?? [null]).Select(dim => dim switch { long size => SignatureDimension.Of(size), string symbol => SignatureDimension.Named(symbol), _ => Unnamed })]);
}
