using System.Reflection;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A parameter of a module's forward: a tensor, an array or list that takes all tensors that are left, or a tuple or record of these, nested at will.</summary>
internal sealed class TensorParameter
{
    private readonly Func<Queue<Tensor>, object> pack;

    private TensorParameter(IReadOnlyList<string> names, bool takesAll, Func<Queue<Tensor>, object> pack) => (Names, TakesAll, this.pack) = (names, takesAll, pack);

    /// <summary>A name for each tensor, such as <c>state.hidden</c>; none for those of an array or list.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Whether it takes all tensors that are left.</summary>
    public bool TakesAll { get; }

    /// <summary>The parameter, or null where its type holds something else than tensors.</summary>
    public static TensorParameter? Of(ParameterInfo parameter) => Read(parameter.ParameterType, [parameter.Name!], TupleNames.Of(parameter));

    /// <summary>Takes its tensors off the queue.</summary>
    public object Pack(Queue<Tensor> tensors) => pack(tensors);

    private static TensorParameter? Read(Type type, string[] path, TupleNames names)
    {
        if (type == typeof(Tensor)) return new([string.Join('.', path)], false, tensors => tensors.Dequeue());
        if (type == typeof(List<Tensor>)) return new([], true, tensors => Rest(tensors).ToList());
        if (type != typeof(object) && type.IsAssignableFrom(typeof(Tensor[]))) return new([], true, Rest);
        if (typeof(ITuple).IsAssignableFrom(type) && type.IsGenericType)
            return Joined(Flat(type).Select((element, i) => Read(element, [.. path, names.Name(i)], names.Part(i))), elements => Tuple(type, elements));
        if (type.GetMethod("<Clone>$") is not null && type.GetConstructors() is [var constructor] && constructor.GetParameters() is { Length: > 0 } own)
            return Joined(own.Select(p => Read(p.ParameterType, [.. path, p.Name!], TupleNames.Of(p))), constructor.Invoke);
        return null;
    }

    private static TensorParameter? Joined(IEnumerable<TensorParameter?> elements, Func<object[], object> create)
    {
        var all = elements.ToList();
        // one that takes all that are left has to be the last
        if (all.Contains(null) || all.SkipLast(1).Any(e => e!.TakesAll)) return null;
        return new([.. all.SelectMany(e => e!.Names)], all[^1]!.TakesAll, tensors => create([.. all.Select(e => e!.Pack(tensors))]));
    }

    private static IEnumerable<Type> Flat(Type tuple) => tuple.GetGenericArguments() is { Length: 8 } arguments ? arguments.Take(7).Concat(Flat(arguments[7])) : tuple.GetGenericArguments();

    private static object Tuple(Type type, object[] elements) =>
        Activator.CreateInstance(type, elements.Length < 8 ? elements : [.. elements.Take(7), Tuple(type.GetGenericArguments()[7], elements[7..])])!;

    private static Tensor[] Rest(Queue<Tensor> tensors)
    {
        var rest = tensors.ToArray();
        tensors.Clear();
        return rest;
    }
}
