using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Notes what each module in a tree gives while it is called, ours and TorchSharp's, until disposed.</summary>
internal sealed class OutputRecorder : IDisposable
{
    private readonly List<Action> removals = [];
    private readonly List<(nn.Module Module, IReadOnlyList<TensorSpec> Outputs)> calls = [];

    public OutputRecorder(IEnumerable<nn.Module> modules)
    {
        foreach (var module in modules) Watch(module);
    }

    /// <summary>The calls since the last time that they were taken, in the order in which they ended.</summary>
    public List<(nn.Module Module, IReadOnlyList<TensorSpec> Outputs)> Take()
    {
        List<(nn.Module, IReadOnlyList<TensorSpec>)> taken = [.. calls];
        calls.Clear();
        return taken;
    }

    public void Dispose()
    {
        foreach (var removal in removals) removal();
    }

    private void Watch(nn.Module module)
    {
        for (var type = module.GetType(); type is not null && type != typeof(nn.Module); type = type.BaseType)
        {
            if (!type.IsGenericType || type.DeclaringType != typeof(nn)) continue;
            var arguments = type.GetGenericArguments();
            var add = GetType().GetMethods(BindingFlags.Instance | BindingFlags.NonPublic)
                .FirstOrDefault(method => method.Name == nameof(Add) && method.GetGenericArguments().Length == arguments.Length && type.Name == $"Module`{arguments.Length}");
            add?.MakeGenericMethod(arguments).Invoke(this, [module]);
        }
    }

    private void Add<T, TResult>(nn.Module<T, TResult> module)
    {
        var hook = module.register_forward_hook((_, _, output) => Note(module, output));
        removals.Add(hook.remove);
    }

    private void Add<T1, T2, TResult>(nn.Module<T1, T2, TResult> module)
    {
        var hook = module.register_forward_hook((_, _, _, output) => Note(module, output));
        removals.Add(hook.remove);
    }

    private void Add<T1, T2, T3, TResult>(nn.Module<T1, T2, T3, TResult> module)
    {
        var hook = module.register_forward_hook((_, _, _, _, output) => Note(module, output));
        removals.Add(hook.remove);
    }

    private void Add<T1, T2, T3, T4, T5, T6, TResult>(nn.Module<T1, T2, T3, T4, T5, T6, TResult> module)
    {
        var hook = module.register_forward_hook((_, _, _, _, _, _, _, output) => Note(module, output));
        removals.Add(hook.remove);
    }

    private TResult Note<TResult>(nn.Module module, TResult output)
    {
        calls.Add((module, [.. Tensors(output).Select(tensor => new TensorSpec(Shape.Of(tensor), tensor.dtype))]));
        return output;
    }

    private static IEnumerable<Tensor> Tensors(object? output) => output switch
    {
        Tensor tensor => tensor.IsInvalid ? [] : [tensor],
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(part => Tensors(tuple[part])),
        IEnumerable<Tensor> list => list,
        _ => [],
    };
}
