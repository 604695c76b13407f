using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A type that is made of tensors (a tensor, an array or list of them, or a tuple of such types) and the flat list of its tensors, in order.</summary>
internal static class TensorStructure<T>
{
    private static readonly Func<object, IEnumerable<Tensor>> flatten;
    private static readonly Func<Queue<Tensor>, object> pack;

    static TensorStructure() => (flatten, pack) = TensorStructure.Of(typeof(T));

    public static IReadOnlyList<Tensor> Flatten(T value) => [.. flatten(value!)];

    /// <summary>The structure of these tensors; an array or list takes all that are left.</summary>
    public static T Pack(IEnumerable<Tensor> tensors) => (T)pack(new Queue<Tensor>(tensors));
}

internal static class TensorStructure
{
    /// <exception cref="ConfigException">The type holds something else than tensors.</exception>
    public static (Func<object, IEnumerable<Tensor>> Flatten, Func<Queue<Tensor>, object> Pack) Of(Type type)
    {
        if (type == typeof(Tensor)) return (value => [(Tensor)value], tensors => tensors.Dequeue());
        if (type == typeof(List<Tensor>)) return (value => (IEnumerable<Tensor>)value, tensors => Rest(tensors).ToList());
        if (type.IsAssignableFrom(typeof(Tensor[])) && typeof(IEnumerable<Tensor>).IsAssignableFrom(type)) return (value => (IEnumerable<Tensor>)value, Rest);
        if (type.IsGenericType && typeof(ITuple).IsAssignableFrom(type))
        {
            var parts = type.GetGenericArguments().Select(Of).ToArray();
            return (value => parts.SelectMany((part, index) => part.Flatten(((ITuple)value)[index]!)),
                tensors => Activator.CreateInstance(type, [.. parts.Select(part => part.Pack(tensors))])!);
        }
        throw new ConfigException(TypeNames.Full(type), "a tensor, an array or list of tensors, or a tuple of these", $"a {TypeNames.Short(type)}", "Take and give tensors, and make settings constructor parameters.");
    }

    private static Tensor[] Rest(Queue<Tensor> tensors)
    {
        var rest = tensors.ToArray();
        tensors.Clear();
        return rest;
    }
}
