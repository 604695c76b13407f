using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>An LSTM encoder whose last state starts an LSTM decoder (Sutskever et al., 2014), trained by teacher forcing.</summary>
/// <remarks>Source tokens <c>[batch, source]</c> and target tokens shifted by one <c>[batch, target]</c>, both int64, to logits <c>[batch, target, targetVocabulary]</c>.</remarks>
public sealed class SequenceToSequence : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly Embedding sourceEmbedding;
    private readonly Embedding targetEmbedding;
    private readonly LSTM encoder;
    private readonly LSTM decoder;
    private readonly Linear head;

    /// <summary>A model of random weights.</summary>
    /// <param name="sourceVocabulary">The number of source tokens.</param>
    /// <param name="targetVocabulary">The number of target tokens.</param>
    /// <param name="width">The size of embeddings and states.</param>
    /// <param name="layers">The number of recurrent layers on each side.</param>
    public SequenceToSequence(long sourceVocabulary = 13, long targetVocabulary = 11, long width = 8, long layers = 2) : base(nameof(SequenceToSequence))
    {
        sourceEmbedding = nn.Embedding(sourceVocabulary, width);
        targetEmbedding = nn.Embedding(targetVocabulary, width);
        encoder = nn.LSTM(width, width, layers, batchFirst: true, dropout: 0.1);
        decoder = nn.LSTM(width, width, layers, batchFirst: true, dropout: 0.1);
        head = nn.Linear(width, targetVocabulary);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor source, Tensor target)
    {
        var (_, hidden, cell) = encoder.call(sourceEmbedding.call(source));
        var (decoded, _, _) = decoder.call(targetEmbedding.call(target), (hidden, cell));
        return head.call(decoded);
    }
}
