using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>A tagger of tokens that reads the text in both directions (Huang et al., 2015, with GRUs), int64 tokens <c>[batch, length]</c> to log-probabilities <c>[batch, length, tags]</c>.</summary>
public sealed class RecurrentTagger : nn.Module<Tensor, Tensor>
{
    private readonly Embedding embedding;
    private readonly GRU recurrent;
    private readonly Linear head;

    /// <summary>A model of random weights.</summary>
    /// <param name="vocabulary">The number of tokens; token 0 is padding.</param>
    /// <param name="tags">The number of tags.</param>
    /// <param name="width">The size of embeddings and of each direction's state.</param>
    public RecurrentTagger(long vocabulary = 17, long tags = 5, long width = 8) : base(nameof(RecurrentTagger))
    {
        embedding = nn.Embedding(vocabulary, width, padding_idx: 0);
        recurrent = nn.GRU(width, width, 2, batchFirst: true, bidirectional: true);
        head = nn.Linear(2 * width, tags);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor tokens)
    {
        var (states, _) = recurrent.call(embedding.call(tokens));
        return nn.functional.log_softmax(head.call(states), -1);
    }
}
