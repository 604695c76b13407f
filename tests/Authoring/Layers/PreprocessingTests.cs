using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class PreprocessingTests
{
    [TestMethod]
    public void Normalization_Adapted_HasMeanZeroAndVarianceOne()
    {
        var data = randn(200, 3) * tensor(new[] { 1f, 10, 100 }) + 5;
        var layer = new Normalization();
        layer.Adapt(data);
        var output = layer.call(data);
        Assert.IsTrue(output.mean([0]).allclose(zeros(3), 1e-3, 1e-4));
        Assert.IsTrue(output.var([0], unbiased: false).allclose(ones(3), 1e-3, 1e-4));
        layer.Adapt(tensor(new[,] { { 1f, 2, 3 }, { 3, 2, 1 } }));
        LayerNumbers.AreClose(layer.call(tensor(new[,] { { 1f, 2, 3 } })), -1, 0, 1);
    }

    [TestMethod]
    public void AdaptedLayers_SavedAndLoaded_KeepWhatTheyLearned()
    {
        using var folder = new Folder();
        var normalization = new Normalization();
        normalization.Adapt(randn(50, 2) * 3);
        var model = new Sequential([normalization, new Dense(1)]);
        var x = randn(3, 2);
        var expected = model.call(x);
        ModelBundle.Save(folder["m"], model);
        Assert.IsTrue(((Sequential)ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model).call(x).equal(expected).all().item<bool>());
    }

    [TestMethod]
    public void Layers_NotAdapted_SayWhatToDo()
    {
        ConfigContract.Error<ConfigException>("Normalization Normalization: expected mean and variance; received a layer without them. Call Adapt(data) first, or give them to the constructor.",
            () => new Normalization().call(ones(1, 2)));
        ConfigContract.Error<ConfigException>("Discretization Discretization: expected boundaries; received a layer without them. Call Adapt(data) first, or give them to the constructor.",
            () => new Discretization(numBins: 3).call(ones(1, 2)));
        ConfigContract.Error<ConfigException>("IntegerLookup IntegerLookup: expected a vocabulary; received a layer without one. Call Adapt(data) first, or give it to the constructor.",
            () => new IntegerLookup().call(ones([1, 2], ScalarType.Int64)));
    }

    [TestMethod]
    public void CategoryEncoding_HasThreeModes()
    {
        var x = tensor(new[,] { { 0L, 2, 2 } });
        LayerNumbers.AreClose(new CategoryEncoding(4).call(x), 1, 0, 1, 0);
        LayerNumbers.AreClose(new CategoryEncoding(4, OutputMode.Count).call(x), 1, 0, 2, 0);
        LayerNumbers.AreClose(new CategoryEncoding(3, OutputMode.OneHot).call(x), 1, 0, 0, 0, 0, 1, 0, 0, 1);
        ConfigContract.Error<DataException>("CategoryEncoding CategoryEncoding: expected integers from 0 to 1; received others among them. Correct the data, or raise numTokens.",
            () => new CategoryEncoding(2).call(x));
        ConfigContract.Error<DataException>("CategoryEncoding CategoryEncoding: expected int64 or int32 numbers; received Float32. Convert them: x.to(ScalarType.Int64).",
            () => new CategoryEncoding(2).call(ones(1, 2)));
    }

    [TestMethod]
    public void Discretization_BoundaryBelongsToTheBinAbove()
    {
        var layer = new Discretization([0, 1.5]);
        CollectionAssert.AreEqual(new long[] { 0, 1, 1, 2, 2 }, layer.call(tensor(new[] { -0.1f, 0, 1.4f, 1.5f, 9 })).data<long>().ToArray());
        var adapted = new Discretization(numBins: 4);
        adapted.Adapt(arange(0, 9));
        CollectionAssert.AreEqual(new[] { 2.0, 4, 6 }, adapted.BinBoundaries!.ToArray());
    }

    [TestMethod]
    public void IntegerLookup_GivesPositionsAndUnknownOnesTheirs()
    {
        var x = tensor(new[] { 10L, 30, 7, 20, -4 });
        CollectionAssert.AreEqual(new long[] { 1, 2, 0, 3, 0 }, new IntegerLookup([10, 30, 20]).call(x).data<long>().ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 3, 1, 4, 0 }, new IntegerLookup([10, 30, 20], 2).call(x).data<long>().ToArray());
        CollectionAssert.AreEqual(new long[] { 0, 1, -1, 2, -1 }, new IntegerLookup([10, 30, 20], 0).call(x).data<long>().ToArray());
        var adapted = new IntegerLookup(maxTokens: 3);
        adapted.Adapt(tensor(new[] { 5L, 9, 9, 7, 7, 1 }));
        CollectionAssert.AreEqual(new long[] { 7, 9 }, adapted.Vocabulary!.ToArray());
        Assert.AreEqual(3, adapted.VocabularySize);
    }

    [TestMethod]
    public void Embedding_OfTheWrongIntegers_NamesOne()
    {
        ConfigContract.Error<DataException>("Embedding words: expected integers from 0 to 4; received 5 among them. Correct the data, or raise inputDim.",
            () => new Embedding(5, 2, name: "words").call(tensor(new[] { 1L, 5 })));
        ConfigContract.Error<DataException>("Embedding words: expected integers from 0 to 4; received -1 among them. Correct the data, or raise inputDim.",
            () => new Embedding(5, 2, name: "words").call(tensor(new[] { 1L, -1 })));
        ConfigContract.Error<DataException>("Embedding words: expected int64 or int32 numbers; received Float32. Convert them: x.to(ScalarType.Int64).",
            () => new Embedding(5, 2, name: "words").call(ones(2)));
    }

    [TestMethod]
    public void Embedding_OfPadding_IsZerosWithoutGradient()
    {
        var layer = new Embedding(3, 2, new Ones(), paddingIndex: 1);
        var output = layer.call(tensor(new[] { 0L, 1, 2 }));
        LayerNumbers.AreClose(output, 1, 1, 0, 0, 1, 1);
        output.sum().backward();
        LayerNumbers.AreClose(layer.Embeddings.grad!, 1, 1, 0, 0, 1, 1);
    }
}
