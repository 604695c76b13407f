using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A recommender that sums up a user's history as a bag of embeddings (Covington et al., 2016) and scores one item.</summary>
/// <remarks>Int64 positions: the history of items <c>[batch, history]</c> and the item in question <c>[batch]</c>; numeric features of the user <c>[batch, features]</c>. Gives probabilities <c>[batch]</c>.</remarks>
public sealed class BagRecommender : nn.Module<Tensor, Tensor, Tensor, Tensor>
{
    private readonly EmbeddingBag history;
    private readonly Embedding items;
    private readonly Sequential user;

    /// <summary>A model of random weights.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="features">The number of numeric features.</param>
    /// <param name="width">The size of embeddings.</param>
    public BagRecommender(long count = 29, long features = 3, long width = 8) : base(nameof(BagRecommender))
    {
        history = nn.EmbeddingBag(count, width, mode: EmbeddingBagMode.Mean);
        items = nn.Embedding(count, width);
        user = nn.Sequential(
            ("hidden", nn.Linear(width + features, 2 * width)),
            ("relu", nn.ReLU()),
            ("output", nn.Linear(2 * width, width)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor watched, Tensor item, Tensor features)
    {
        var taste = user.call(cat([history.call(watched), features], 1));
        return (taste * items.call(item)).sum(1).sigmoid();
    }
}
