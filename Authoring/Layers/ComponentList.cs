using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The node in the module tree that stands for a field holding several modules.</summary>
internal sealed class ComponentList : nn.Module
{
    public ComponentList() : base(nameof(ComponentList)) { }

    /// <summary>Makes a module register the modules and parameters in its fields, which TorchSharp does for a sub-module when it gets a parent and leaves to the class
    /// itself for the outermost one. A module that is registered already is not changed.</summary>
    public static void Register(nn.Module module)
    {
        if (module is ILayer) return;
        using var parent = new ComponentList();
        parent.register_module("child", module);
        // Without this, disposing the parent would dispose the module.
        parent.ClearModules();
    }

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
