using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The samples of one step.</summary>
/// <param name="Inputs">One tensor for each input of the model, <c>[batch, ...]</c>.</param>
/// <param name="Targets">One tensor for each output of the model, <c>[batch, ...]</c>; empty where nothing is compared.</param>
/// <param name="SampleWeights">For each output one weight a sample, <c>[batch]</c>, or null for 1 each; null (the default) means 1 for all.</param>
public sealed record Batch(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Targets, IReadOnlyList<Tensor?>? SampleWeights = null);
