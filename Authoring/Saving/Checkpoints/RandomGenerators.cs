using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The generators that dropout, noise and initializers draw from.</summary>
internal static class RandomGenerators
{
    /// <summary>Keeps TorchSharp's generator of the CPU. The state of a CUDA device's cannot be read, so that it starts anew here, in this training as in one that goes on.</summary>
    /// <param name="state">Where to.</param>
    /// <param name="cudaSeed">The seed from which CUDA devices go on; null where the model is on none.</param>
    public static void Save(CheckpointState state, long? cudaSeed)
    {
        using var cpu = get_rng_state();
        state.Set("cpu", cpu);
        if (cudaSeed is not { } seed) return;
        cuda.manual_seed_all(seed);
        state.Set("cudaSeed", seed);
    }

    /// <summary>Puts the generators to where they were.</summary>
    public static void Load(CheckpointState state)
    {
        set_rng_state(state.GetTensor("cpu"));
        if (state.Contains("cudaSeed")) cuda.manual_seed_all(state.GetInt64("cudaSeed"));
    }
}
