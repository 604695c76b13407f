using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The node in the module tree that stands for a field holding several modules.</summary>
internal sealed class ComponentList : nn.Module
{
    public ComponentList() : base(nameof(ComponentList)) { }

    /// <summary>Makes these the children, keeping those that are children already.</summary>
    public void Set(IReadOnlyList<(string Name, nn.Module Module)> children)
    {
        var same = _internal_submodules.Count == children.Count
            && children.All(child => _internal_submodules.TryGetValue(child.Name, out var known) && ReferenceEquals(known, child.Module));
        if (same) return;
        ClearModules();
        foreach (var (name, module) in children) register_module(name, module);
    }
}
