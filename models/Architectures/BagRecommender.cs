using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>
/// A recommender over bags of items: each row has a list of items of any length and dense features; the mean of the items' embeddings, the features'
/// projection and the product of the two go through a perceptron.
/// </summary>
/// <remarks>
/// Inputs: <c>items</c> int64 <c>[values]</c>, the bags one after another; <c>offsets</c> int64 <c>[batch]</c>, where each bag begins (the first at 0);
/// <c>features</c> float32 <c>[batch, features]</c>. Result: the scores, <c>[batch, 1]</c>, from 0 to 1.
/// </remarks>
public sealed class BagRecommender : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly EmbeddingBag embedding;
    private readonly Linear projection;
    private readonly Sequential perceptron;

    /// <summary>Random weights.</summary>
    /// <param name="items">How many items there are.</param>
    /// <param name="features">Dense features a row.</param>
    /// <param name="width">The width of the embeddings.</param>
    public BagRecommender(long items = 31, long features = 4, long width = 8) : base(nameof(BagRecommender))
    {
        embedding = nn.EmbeddingBag(items, width, mode: EmbeddingBagMode.Mean);
        projection = nn.Linear(features, width);
        perceptron = nn.Sequential(("hidden", nn.Linear(3 * width, 2 * width)), ("relu", nn.ReLU()), ("score", nn.Linear(2 * width, 1)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor items, Tensor offsets, Tensor features)
    {
        var bag = embedding.call(items, offsets);
        var dense = projection.call(features);
        return perceptron.call(cat([bag, dense, bag * dense], 1)).sigmoid();
    }
}
