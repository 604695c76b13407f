using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings a PyTorch layer's tensors into the names and layouts of ours: where the file has <c>hidden.weight</c> and the model has a <see cref="Dense"/> at <c>hidden</c>, the tensor,
/// transposed, is <c>hidden.kernel</c>. The formulas of both are the same, and so are the other layers' layouts and the order of gates.</summary>
internal static class TorchNames
{
    private static readonly (string Ours, string Torch)[] plain =
    [
        ("kernel", "weight"), ("embeddings", "weight"), ("gamma", "weight"), ("alpha", "weight"), ("beta", "bias"), ("movingMean", "running_mean"), ("movingVariance", "running_var"),
    ];

    private static readonly (string Ours, string Torch)[] recurrent =
        [("kernel", "weight_ih_l0"), ("recurrentKernel", "weight_hh_l0"), ("bias", "bias_ih_l0"), ("recurrentBias", "bias_hh_l0")];

    /// <summary>The values under the model's names; those that no layer of ours takes stay as they are.</summary>
    /// <param name="values">Tensors by name.</param>
    /// <param name="model">The model that is to take them.</param>
    /// <remarks>New tensors belong to the dispose scope of the caller.</remarks>
    public static Dictionary<string, Tensor> Translate(IReadOnlyDictionary<string, Tensor> values, nn.Module model)
    {
        var translated = new Dictionary<string, Tensor>(values);
        foreach (var (path, layer) in LayerTree.Layers(model).Where(node => node.Layer.GetType().Assembly == typeof(TorchNames).Assembly))
        {
            var prefix = path.Length == 0 ? "" : $"{path}.";
            var own = ((nn.Module)layer).state_dict().Keys.ToHashSet();
            foreach (var (ours, torch) in own.Contains("recurrentKernel") ? recurrent : plain)
            {
                if (!own.Contains(ours) || own.Contains(torch) || translated.ContainsKey(prefix + ours) || !translated.Remove(prefix + torch, out var value)) continue;
                translated[prefix + ours] = layer is Dense && value.dim() == 2 ? value.t() : value;
            }
            // PyTorch adds two biases where ours is one, and counts batches.
            if (own.Contains("recurrentKernel") && !own.Contains("recurrentBias") && translated.ContainsKey($"{prefix}bias") && translated.Remove($"{prefix}bias_hh_l0", out var second)
                && second.shape.SequenceEqual(translated[$"{prefix}bias"].shape))
                translated[$"{prefix}bias"] = translated[$"{prefix}bias"] + second;
            if (own.Contains("movingMean")) translated.Remove($"{prefix}num_batches_tracked");
        }
        return translated;
    }
}
