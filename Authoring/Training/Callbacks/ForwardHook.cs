using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A layer that can tell what it gives.</summary>
internal interface IForwardHookable
{
    /// <summary>Calls an action with the outputs of every call until disposed.</summary>
    IDisposable AddForwardHook(Action<IReadOnlyList<Tensor>> action);
}

/// <summary>Watches what a module gives, ours or TorchSharp's.</summary>
internal sealed class ForwardHook(Action remove) : IDisposable
{
    /// <summary>Calls an action with the outputs of every call until disposed; null for a module that takes or gives other things than single tensors and is no layer, whose
    /// outputs show in the modules around it.</summary>
    public static IDisposable? Add(nn.Module module, Action<IReadOnlyList<Tensor>> action) => module switch
    {
        IForwardHookable layer => layer.AddForwardHook(action),
        nn.Module<Tensor, Tensor> one => new ForwardHook(one.register_forward_hook((_, _, output) => Told(action, output)).remove),
        nn.Module<Tensor, Tensor, Tensor> two => new ForwardHook(two.register_forward_hook((_, _, _, output) => Told(action, output)).remove),
        nn.Module<Tensor, Tensor, Tensor, Tensor> three => new ForwardHook(three.register_forward_hook((_, _, _, _, output) => Told(action, output)).remove),
        _ => null,
    };

    public void Dispose() => remove();

    private static Tensor Told(Action<IReadOnlyList<Tensor>> action, Tensor output)
    {
        action([output]);
        return output;
    }
}
