using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The classes and functions that a file may name: a new registry knows those of OnnxForge itself, and the caller adds its own before loading.
/// Nothing else is ever created from a file.</summary>
public sealed class CustomObjectRegistry
{
    private static readonly Lazy<IReadOnlyList<Type>> builtIn = new(() => Marked(typeof(CustomObjectRegistry).Assembly));
    private readonly Dictionary<string, CustomObjectType> types = [];
    private readonly Dictionary<string, Func<Tensor, Tensor>> functions = [];

    /// <summary>A registry with the built-in objects.</summary>
    public CustomObjectRegistry() => RegisterAll(builtIn.Value);

    /// <summary>Adds a class marked with <see cref="CustomObjectAttribute"/>; adding it again changes nothing.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">The class is not marked, a constructor parameter has no property or a type that cannot be written, or another class has the name.</exception>
    public CustomObjectRegistry Register<T>() => Register(typeof(T));

    /// <inheritdoc cref="Register{T}"/>
    /// <param name="type">The class.</param>
    public CustomObjectRegistry Register(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return RegisterAll([type]);
    }

    /// <summary>Adds every marked class of an assembly, or, when one cannot be added, none.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">As for <see cref="Register{T}"/>.</exception>
    public CustomObjectRegistry RegisterAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return RegisterAll(Marked(assembly));
    }

    /// <summary>Adds a function that activations may name.</summary>
    /// <param name="name">The name in files, <c>package/name</c>.</param>
    /// <param name="function">The function, from a tensor to one of the same shape.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">The name is malformed, or another function has it.</exception>
    public CustomObjectRegistry RegisterFunction(string name, Func<Tensor, Tensor> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        CustomObjectType.CheckName("RegisterFunction", name);
        if (!functions.TryAdd(name, function) && functions[name] != function)
            throw new ConfigException("RegisterFunction", $"one function named \"{name}\"", "a second one", "Rename one of them.");
        return this;
    }

    internal CustomObjectType? FindType(string name) => types.GetValueOrDefault(name);

    internal Func<Tensor, Tensor>? FindFunction(string name) => functions.GetValueOrDefault(name);

    private static Type[] Marked(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomObjectAttribute), inherit: false))];

    private CustomObjectRegistry RegisterAll(IEnumerable<Type> added)
    {
        var all = new Dictionary<string, CustomObjectType>(types);
        foreach (var custom in added.Select(CustomObjectType.Of))
        {
            if (all.TryAdd(custom.Name, custom) || all[custom.Name].Type == custom.Type) continue;
            throw new ConfigException("Register", $"one class named \"{custom.Name}\"",
                $"two, {TypeNames.Full(all[custom.Name].Type)} and {TypeNames.Full(custom.Type)}", "Rename one of them in its [CustomObject].");
        }
        foreach (var (name, custom) in all) types[name] = custom;
        return this;
    }
}
