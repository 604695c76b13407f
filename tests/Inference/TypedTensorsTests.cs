using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference;

[TestClass]
public sealed class TypedTensorsTests
{
    [TestMethod]
    public void Rows_Stacked_ComeBackWhenSplit()
    {
        var numbers = TypedTensors.Stack("x", new[] { 1, 2, 3 }, row => TensorData.Create([(short)row, (short)-row], 2, 1));
        var texts = TypedTensors.Stack("t", new[] { "a", "b" }, row => TensorData.Create([row, row + row], 2));

        Assert.AreEqual("int16 [3, 2, 1] string [2, 2]", $"{numbers} {texts}");
        CollectionAssert.AreEqual(new short[] { 1, -1, 2, -2, 3, -3 }, numbers.AsSpan<short>().ToArray());
        var split = TypedTensors.Split("x", numbers, 3);
        CollectionAssert.AreEqual(new short[] { 2, -2 }, split[1].AsSpan<short>().ToArray());
        Assert.AreEqual("int16 [2, 1]", split[1].ToString());
        CollectionAssert.AreEqual((string[])["b", "bb"], TypedTensors.Split("t", texts, 2)[1].AsSpan<string>().ToArray());
        Assert.AreEqual("float32 [2, 0]", TypedTensors.Stack("e", new[] { 1, 2 }, _ => TensorData.Create(Array.Empty<float>(), 0)).ToString());
    }

    [TestMethod]
    public void Arrays_OfAnyRank_ComeBack()
    {
        var table = new[,] { { "a", "b" }, { "c", "d" }, { "e", "f" } };
        var back = TypedTensors.ToArray<string, string[,]>("t", TypedTensors.OfArray("t", table), 2, dims => new string[dims[0], dims[1]]);
        CollectionAssert.AreEqual(table, back);

        var cube = new Half[,,] { { { (Half)1, (Half)2 } } };
        CollectionAssert.AreEqual(cube, TypedTensors.ToArray<Half, Half[,,]>("c", TypedTensors.OfArray("c", cube), 3, dims => new Half[dims[0], dims[1], dims[2]]));
        Assert.AreEqual(true, TypedTensors.ToScalar<bool>("b", TensorData.Scalar(true)));
    }

    [TestMethod]
    public void RowsThatDoNotFit_AreErrors()
    {
        HandMadeModels.Fails<SignatureMismatchException>(
            () => TypedTensors.Stack("x", new[] { 8, 8, 7 }, row => TensorData.Create(new float[row], row)),
            "Input x: expected float32 [8], as in row 0; received float32 [7] in row 2. Give all rows of a call the same sizes.");
        HandMadeModels.Fails<SignatureMismatchException>(
            () => TypedTensors.StackArrays("x", new[] { 8, 8, 7 }, row => new float[row]), "Input x: expected rows of 8 values, as in row 0; received 7 values in row 2. Give every row all its values.");
        HandMadeModels.Fails<SignatureMismatchException>(
            () => TypedTensors.StackArrays<int, float>("x", new[] { 8 }, row => null!), "Input x: expected rows of 0 values, as in row 0; received null in row 0. Give every row all its values.");
        HandMadeModels.Fails<SignatureMismatchException>(
            () => TypedTensors.Stack("x", new[] { "a", null }, row => TensorData.Scalar(row!)), "Row 1: expected a row; received null. Leave it out.");
        HandMadeModels.Fails<SignatureMismatchException>(() => TypedTensors.Of<float>("x", null!), "Input x: expected a value; received null. Give the input a value.");
        HandMadeModels.Fails<SignatureMismatchException>(() => TypedTensors.OfArray("x", null!), "Input x: expected a value; received null. Give the input a value.");
    }

    [TestMethod]
    public void OutputsThatDoNotFit_AreErrors()
    {
        var tensor = TensorData.Create(new float[6], 2, 3);
        HandMadeModels.Fails<InferenceException>(
            () => TypedTensors.Split("y", tensor, 3),
            "Output y: expected a row for each of 3 rows; received float32 [2, 3]. Mark the class with [OnnxModel(..., Rows = false)]: what this model computes are no rows.");
        HandMadeModels.Fails<InferenceException>(
            () => TypedTensors.SplitScalars<float>("y", tensor, 2).ToArray(), "Output y: expected one value a row; received float32 [2, 3]. Read the output from Model.Run, or build the class for this model.");
        HandMadeModels.Fails<InferenceException>(
            () => TypedTensors.SplitArrays<float>("y", TensorData.Create(new float[6], 2, 3, 1), 2), "Output y: expected 2 dimensions; received float32 [2, 3, 1]. Read the output from Model.Run, or build the class for this model.");
        HandMadeModels.Fails<InferenceException>(
            () => TypedTensors.ToScalar<float>("y", tensor), "Output y: expected one value; received float32 [2, 3]. Read the output from Model.Run, or build the class for this model.");
        HandMadeModels.Fails<InferenceException>(
            () => TypedTensors.ToArray<float, float[]>("y", tensor, 1, dims => new float[dims[0]]),
            "Output y: expected 1 dimension; received float32 [2, 3]. Read the output from Model.Run, or build the class for this model.");
    }
}
