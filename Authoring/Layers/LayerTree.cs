using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Walks a module and everything in it, each module once, under its first path; plain TorchSharp modules in between are walked through.</summary>
public static class LayerTree
{
    /// <summary>Every module with its path, the root first under the empty path.</summary>
    public static IEnumerable<(string Path, nn.Module Module)> Modules(nn.Module root)
    {
        ArgumentNullException.ThrowIfNull(root);
        ComponentList.Register(root);
        return Walk("", root, new HashSet<nn.Module>(ReferenceEqualityComparer.Instance));
    }

    /// <summary>Every layer with its path, the root included when it is one.</summary>
    public static IEnumerable<(string Path, ILayer Layer)> Layers(nn.Module root) =>
        Modules(root).Where(node => node.Module is ILayer).Select(node => (node.Path, (ILayer)node.Module));

    /// <summary>Every weight that a layer in the tree made with AddWeight, with its regularizer and constraint.</summary>
    public static IEnumerable<LayerWeight> Weights(nn.Module root) =>
        Layers(root).SelectMany(node => ((IWeightOwner)node.Layer).OwnWeights(Join(node.Path, "")));

    /// <summary>The module at a path; null where there is none.</summary>
    internal static nn.Module? Find(nn.Module root, string path)
    {
        nn.Module? found = root;
        foreach (var part in path.Split('.', StringSplitOptions.RemoveEmptyEntries)) found = found?.named_children().FirstOrDefault(child => child.name == part).module;
        return found;
    }

    private static IEnumerable<(string, nn.Module)> Walk(string path, nn.Module module, HashSet<nn.Module> seen)
    {
        if (!seen.Add(module)) yield break;
        yield return (path, module);
        foreach (var (name, child) in module.named_children().ToList())
        {
            foreach (var node in Walk(Join(path, name), child, seen)) yield return node;
        }
    }

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";
}
