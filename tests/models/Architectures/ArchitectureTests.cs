using OnnxForge.Export;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

/// <summary>What each reference architecture promises beyond its shapes.</summary>
[TestClass]
public sealed class ArchitectureTests
{
    public static IEnumerable<object[]> Names => Architectures.All.Select(a => new object[] { a.Name });

    [TestInitialize]
    public void Seed() => random.manual_seed(23);

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Architecture_Backward_ReachesEveryWeight(string name)
    {
        var architecture = Architectures.Find(name);
        using var module = architecture.CreateTrained();
        var results = TracedFunction.Flatten(module.GetType().GetMethod("call")!.Invoke(module, [.. architecture.Examples()]));
        var loss = results[0].square().sum();
        foreach (var result in results.Skip(1)) loss += result.square().sum();
        loss.backward();
        var without = module.named_parameters().Where(p => p.parameter.grad is not { } gradient || !gradient.isfinite().all().item<bool>()).Select(p => p.name);
        Assert.AreEqual("", string.Join(", ", without));
    }

    [TestMethod]
    public void CausalLanguageModel_LaterToken_LeavesEarlierLogits()
    {
        using var model = new CausalLanguageModel();
        var tokens = tensor(new long[] { 3, 1, 4, 1, 5 }).unsqueeze(0);
        var changed = tensor(new long[] { 3, 1, 4, 1, 9 }).unsqueeze(0);
        AssertDiffersInLastStepOnly(model.call(tokens), model.call(changed), axis: 1);
    }

    [TestMethod]
    public void CausalLanguageModel_RotaryEmbedding_SeesDistancesAndOrder()
    {
        using var model = new CausalLanguageModel(layers: 1);
        var one = model.call(tensor(new long[] { 3, 8, 5 }).unsqueeze(0)).select(1, -1);
        var other = model.call(tensor(new long[] { 8, 3, 5 }).unsqueeze(0)).select(1, -1);
        Assert.IsFalse(one.allclose(other));
        // the same tokens later: angles between them stay, so what one sees in its like stays too
        var same = model.call(full([1, 2], 7, int64));
        Assert.IsTrue(same.select(1, 0).allclose(same.select(1, 1), 1e-4, 1e-5));
    }

    [TestMethod]
    public void BagRecommender_OrderWithinABag_ChangesNothing()
    {
        using var model = new BagRecommender();
        var (offsets, features) = (tensor(new long[] { 0, 3, 3 }), randn(3, 4)); // the second bag is empty
        var scores = model.call(tensor(new long[] { 5, 7, 9, 2, 4 }), offsets, features);
        Assert.IsTrue(scores.allclose(model.call(tensor(new long[] { 9, 5, 7, 4, 2 }), offsets, features), 1e-5, 1e-6));
        Assert.IsFalse(scores.allclose(model.call(tensor(new long[] { 9, 5, 7, 4, 3 }), offsets, features), 1e-5, 1e-6));
        Assert.IsTrue(scores.gt(0).logical_and(scores.lt(1)).all().item<bool>());
    }

    [TestMethod]
    public void WaveNetwork_LaterStep_LeavesEarlierResults()
    {
        using var model = new WaveNetwork();
        var signal = randn(1, 1, 20);
        var changed = signal.clone();
        changed.select(2, -1).add_(1);
        AssertDiffersInLastStepOnly(model.call(signal), model.call(changed), axis: 2);
    }

    [TestMethod]
    public void WaveNetwork_ReceptiveField_IsTheSumOfDilations()
    {
        using var model = new WaveNetwork(layers: 4);
        var signal = randn(1, 1, 20);
        var changed = signal.clone();
        changed.select(2, 3).add_(1);
        var reached = model.call(signal).ne(model.call(changed)).any(1).squeeze(0);
        CollectionAssert.AreEqual(Enumerable.Range(3, 16).Select(i => (long)i).ToArray(), reached.nonzero().flatten().data<long>().ToArray());
    }

    [TestMethod]
    public void SequenceToSequence_ReadsTheSourceAndEarlierTargets()
    {
        using var model = new SequenceToSequence();
        model.eval();
        var source = tensor(new long[] { 1, 2, 3 }).unsqueeze(0);
        var target = tensor(new long[] { 4, 5, 6 }).unsqueeze(0);
        var logits = model.call(source, target);
        AssertDiffersInLastStepOnly(logits, model.call(source, tensor(new long[] { 4, 5, 7 }).unsqueeze(0)), axis: 1);
        Assert.IsFalse(logits.allclose(model.call(tensor(new long[] { 9, 2, 3 }).unsqueeze(0), target)));
    }

    [TestMethod]
    public void RecurrentTagger_GivesProbabilitiesThatDependOnBothSides()
    {
        using var model = new RecurrentTagger();
        var tags = model.call(tensor(new long[] { 2, 3, 4 }).unsqueeze(0));
        Assert.IsTrue(tags.exp().sum(-1).allclose(ones(1, 3), 1e-5, 1e-6));
        Assert.IsFalse(tags[0, 1].allclose(model.call(tensor(new long[] { 9, 3, 4 }).unsqueeze(0))[0, 1]));
        Assert.IsFalse(tags[0, 1].allclose(model.call(tensor(new long[] { 2, 3, 9 }).unsqueeze(0))[0, 1]));
    }

    [TestMethod]
    public void TransformerClassifier_Padding_ChangesNothing()
    {
        using var model = new TransformerClassifier();
        var logits = model.call(tensor(new long[] { 5, 6, 7 }).unsqueeze(0));
        Assert.IsTrue(logits.allclose(model.call(tensor(new long[] { 5, 6, 7, 0, 0 }).unsqueeze(0)), 1e-4, 1e-6));
        Assert.IsFalse(logits.allclose(model.call(tensor(new long[] { 5, 7, 6 }).unsqueeze(0)), 1e-4, 1e-6));
    }

    [TestMethod]
    public void GraphConvolutionNetwork_IsTheFormulaOfDenseMatrices()
    {
        using var model = new GraphConvolutionNetwork();
        var nodes = randn(2, 4, 4);
        long[] sources = [0, 1, 1, 3, 2], targets = [1, 0, 2, 2, 2];
        var adjacency = eye(4, dtype: float32);
        for (int e = 0; e < sources.Length; e++) adjacency[targets[e], sources[e]] += 1;
        var scale = adjacency.sum(1).rsqrt();
        var propagation = scale.unsqueeze(1) * adjacency * scale;
        var weights = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        var hidden = nn.functional.relu(Dense(propagation.matmul(nodes), "convolution1"));
        var expected = Dense(propagation.matmul(hidden), "convolution2");
        Assert.IsTrue(model.call(nodes, tensor(sources), tensor(targets)).allclose(expected, 1e-4, 1e-5));

        Tensor Dense(Tensor x, string layer) => x.matmul(weights[$"{layer}.linear.weight"].t()) + weights[$"{layer}.linear.bias"];
    }

    [TestMethod]
    public void VariationalAutoencoder_Evaluation_DecodesTheMean()
    {
        using var model = new VariationalAutoencoder();
        var images = rand(2, 1, 8, 8);
        Assert.IsFalse(model.call(images).Reconstruction.allclose(model.call(images).Reconstruction));
        model.eval();
        var (reconstruction, mean, _) = model.call(images);
        Assert.IsTrue(reconstruction.allclose(model.call(images).Reconstruction, 0, 0));
        CollectionAssert.AreEqual(images.shape, reconstruction.shape);
        Assert.IsTrue(reconstruction.ge(0).logical_and(reconstruction.le(1)).all().item<bool>());
        CollectionAssert.AreEqual(new long[] { 2, 3 }, mean.shape);
    }

    private static void AssertDiffersInLastStepOnly(Tensor one, Tensor other, long axis)
    {
        long earlier = one.shape[axis] - 1;
        Assert.IsTrue(one.narrow(axis, 0, earlier).allclose(other.narrow(axis, 0, earlier), 1e-4, 1e-6), "an earlier step changed");
        Assert.IsFalse(one.select(axis, -1).allclose(other.select(axis, -1), 1e-4, 1e-6), "the last step did not change");
    }
}
