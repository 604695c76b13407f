using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The samples of one step.</summary>
/// <param name="Inputs">One tensor for each input of the model, <c>[batch, ...]</c>.</param>
/// <param name="Targets">One tensor for each output of the model, <c>[batch, ...]</c>; empty where nothing is compared.</param>
/// <param name="SampleWeights">For each output one weight a sample, <c>[batch]</c>, or a weight for each of its values' first dimensions, <c>[batch, time]</c>;
/// null for 1 each; null (the default) means 1 for all.</param>
/// <param name="Masks">For each output which positions count in loss and metrics: bool <c>[batch, ...]</c>, the first dimensions of target and prediction;
/// null for all of them; null (the default) means all of every output.</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets, IReadOnlyList<Tensor?>? SampleWeights = null, IReadOnlyList<Tensor?>? Masks = null)
{
    internal IEnumerable<Tensor> Tensors => [.. Inputs, .. Targets, .. (SampleWeights ?? []).OfType<Tensor>(), .. (Masks ?? []).OfType<Tensor>()];
}
