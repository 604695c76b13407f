using OnnxForge.Models.Seed;

namespace OnnxForge.Tests.Models.Seed;

[TestClass]
public sealed class TrainTestSplitTests
{
    // What numpy.random.RandomState(42).permutation gave.
    [TestMethod]
    public void Permutation_IsNumPys()
    {
        CollectionAssert.AreEqual((int[])[8, 1, 5, 0, 7, 2, 9, 4, 3, 6], TrainTestSplit.Permutation(10, 42));
        var districts = TrainTestSplit.Permutation(20_640, 42);
        CollectionAssert.AreEqual((int[])[20_046, 3024, 15_663, 20_484, 9814], districts[..5]);
        CollectionAssert.AreEqual((int[])[11_284, 11_964, 5390, 860, 15_795], districts[^5..]);
        CollectionAssert.AreEqual(Enumerable.Range(0, 20_640).ToArray(), districts.Order().ToArray());
        Assert.IsEmpty(TrainTestSplit.Permutation(0, 1));
    }

    // What sklearn.model_selection.train_test_split(..., random_state=7) and, twice, random_state=42 gave.
    [TestMethod]
    public void Split_IsScikitLearns()
    {
        var (training, test) = TrainTestSplit.Of(Enumerable.Range(0, 10).ToArray(), 7);
        CollectionAssert.AreEqual((int[])[2, 1, 9, 7, 3, 6, 4], training);
        CollectionAssert.AreEqual((int[])[8, 5, 0], test);

        var (whole, tested) = TrainTestSplit.Of(Enumerable.Range(0, 20_640).ToArray(), 42);
        var (rest, validation) = TrainTestSplit.Of(whole, 42);
        Assert.AreEqual((11_610, 3870, 5160), (rest.Length, validation.Length, tested.Length));
        CollectionAssert.AreEqual((int[])[16_860, 12_184, 19_319], rest[..3]);
        CollectionAssert.AreEqual((int[])[10_919, 16_047, 14_172], validation[..3]);
        CollectionAssert.AreEqual((int[])[20_046, 3024, 15_663], tested[..3]);
    }
}
