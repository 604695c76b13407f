using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Puts TorchSharp's global generator back when disposed, so that saving and loading do not change what a seed gives.</summary>
internal sealed class RandomState : IDisposable
{
    private readonly Tensor state = torch.get_rng_state().DetachFromDisposeScope();

    public void Dispose()
    {
        torch.set_rng_state(state);
        state.Dispose();
    }
}
