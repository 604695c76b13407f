using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>The same rows for both sides.</summary>
/// <param name="Eager">A tensor for each input in the model's order; disposed with the batch.</param>
/// <param name="Feed">The same values, text as text, by the exported model's input names.</param>
internal sealed record RowBatch(IReadOnlyList<Tensor> Eager, IReadOnlyDictionary<string, TensorData> Feed) : IDisposable
{
    public void Dispose()
    {
        foreach (var tensor in Eager) tensor.Dispose();
    }
}
