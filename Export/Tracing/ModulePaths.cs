using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Follows which module is being called, by its name in the tree, while it is alive.</summary>
internal sealed class ModulePaths : IDisposable
{
    private readonly Stack<string> calls = new();
    private readonly List<object> hooks = [];

    /// <summary>Watches every module below <paramref name="root"/> that can be hooked; without a root the path stays empty.</summary>
    public ModulePaths(nn.Module? root)
    {
        if (root is null) return;
        var seen = new HashSet<nn.Module>(ReferenceEqualityComparer.Instance);
        foreach (var (name, module) in root.named_modules())
            if (name.Length > 0 && seen.Add(module)) Watch(name, module); // a shared module keeps its first name
    }

    /// <summary>The innermost module being called; empty at the root.</summary>
    public string Current => calls.TryPeek(out var path) ? path : "";

    private void Watch(string path, nn.Module module)
    {
        var hookable = Ancestors(module.GetType()).FirstOrDefault(t => t.IsGenericType && t.GetGenericTypeDefinition() == typeof(nn.HookableModule<,>));
        if (hookable is null) return; // TorchScript modules have no hooks that are called
        hooks.Add(Register(hookable, module, "register_forward_pre_hook", _ => calls.Push(path)));
        hooks.Add(Register(hookable, module, "register_forward_hook", _ => calls.TryPop(out string? _)));
    }

    private static object Register(Type hookable, nn.Module module, string method, Action<nn.Module> hook) =>
        hookable.GetMethod(method, [typeof(Action<nn.Module>)])!.Invoke(module, [hook])!;

    private static IEnumerable<Type> Ancestors(Type? type)
    {
        for (; type is not null; type = type.BaseType) yield return type;
    }

    public void Dispose()
    {
        foreach (var hook in hooks) hook.GetType().GetMethod("remove", BindingFlags.Public | BindingFlags.Instance, [])!.Invoke(hook, []);
    }
}
