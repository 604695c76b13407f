using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A tensor of a model's state.</summary>
/// <param name="Names">The names under which it stands, the first one first; a weight that two modules share has several.</param>
/// <param name="Tensor">The tensor, owned by the model.</param>
internal sealed record StateTensor(IReadOnlyList<string> Names, Tensor Tensor)
{
    public string Name => Names[0];
}

/// <summary>What a model's state_dict holds, each tensor once.</summary>
internal static class ModelState
{
    /// <summary>Parameters and persistent buffers in the model's order.</summary>
    /// <exception cref="BundleException">A layer of the model has no weights yet.</exception>
    public static IReadOnlyList<StateTensor> Of(nn.Module model)
    {
        ComponentList.Register(model);
        if (LayerTree.Layers(model).FirstOrDefault(node => !node.Layer.Built) is { Layer: not null } unbuilt)
        {
            throw new BundleException($"{model.GetType().Name}{(unbuilt.Path.Length == 0 ? "" : $", {unbuilt.Path}")}", "a model whose layers are built", "a layer that has seen no input",
                "Build it first: model.EnsureBuilt([-1, features]), or call it on an example.");
        }
        return [.. model.state_dict().GroupBy(item => Identity(item.Value)).Select(group => new StateTensor([.. group.Select(item => item.Key)], group.First().Value))];
    }

    /// <summary>The same for every TorchSharp tensor that stands for one tensor of libtorch: each handle points at the address of libtorch's.</summary>
    public static nint Identity(Tensor tensor) => Marshal.ReadIntPtr(tensor.Handle);
}
