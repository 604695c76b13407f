using System.Reflection;

namespace OnnxForge.Authoring;

/// <summary>The classes and functions that a file may name: a new registry knows those of OnnxForge itself, and the caller adds its own before loading.
/// Nothing else is ever created from a file.</summary>
public sealed class CustomObjectRegistry
{
    private static readonly Lazy<IReadOnlyList<Type>> builtIn = new(() => Marked(typeof(CustomObjectRegistry).Assembly));
    private readonly Dictionary<string, CustomObjectType> types = [];
    private readonly Dictionary<string, MethodInfo> functions = [];

    /// <summary>A registry with the built-in objects.</summary>
    public CustomObjectRegistry() => RegisterAll(builtIn.Value, []);

    /// <summary>Adds a class marked with <see cref="CustomObjectAttribute"/>; adding it again changes nothing.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">The class is not marked, a constructor parameter has no property or a type that cannot be written, or another class has the name.</exception>
    public CustomObjectRegistry Register<T>() => Register(typeof(T));

    /// <inheritdoc cref="Register{T}"/>
    /// <param name="type">The class.</param>
    public CustomObjectRegistry Register(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return RegisterAll([type], []);
    }

    /// <summary>Adds every marked class and static method of an assembly, or, when one cannot be added, none.</summary>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">As for <see cref="Register{T}"/> and <see cref="RegisterFunction"/>.</exception>
    public CustomObjectRegistry RegisterAssembly(Assembly assembly)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return RegisterAll(Marked(assembly), NamedFunction.MarkedIn(assembly));
    }

    /// <summary>Adds a static method marked with <see cref="CustomObjectAttribute"/>: <c>registry.RegisterFunction(MySoftplus)</c>; adding it again changes nothing.</summary>
    /// <param name="function">The method.</param>
    /// <returns>This registry.</returns>
    /// <exception cref="ConfigException">The function is not a marked static method that takes values and returns one, or another function has the name.</exception>
    public CustomObjectRegistry RegisterFunction(Delegate function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return RegisterAll([], [function.Method]);
    }

    /// <summary>The library's own marked classes.</summary>
    internal static IReadOnlyList<Type> BuiltIn => builtIn.Value;

    internal CustomObjectType? FindType(string name) => types.GetValueOrDefault(name);

    internal MethodInfo? FindFunction(string name) => functions.GetValueOrDefault(name);

    private static Type[] Marked(Assembly assembly) =>
        [.. assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomObjectAttribute), inherit: false))];

    private CustomObjectRegistry RegisterAll(IEnumerable<Type> addedTypes, IEnumerable<MethodInfo> addedFunctions)
    {
        var (allTypes, allFunctions) = (new Dictionary<string, CustomObjectType>(types), new Dictionary<string, MethodInfo>(functions));
        foreach (var custom in addedTypes.Select(CustomObjectType.Of))
        {
            if (!allTypes.TryAdd(custom.Name, custom) && allTypes[custom.Name].Type != custom.Type)
                throw Twice("class", custom.Name, TypeNames.Full(allTypes[custom.Name].Type), TypeNames.Full(custom.Type));
        }
        foreach (var method in addedFunctions)
        {
            var name = NamedFunction.Check(method);
            if (!allFunctions.TryAdd(name, method) && allFunctions[name] != method)
                throw Twice("function", name, NamedFunction.FullName(allFunctions[name]), NamedFunction.FullName(method));
        }
        foreach (var (name, custom) in allTypes) types[name] = custom;
        foreach (var (name, method) in allFunctions) functions[name] = method;
        return this;
    }

    private static ConfigException Twice(string what, string name, string first, string second) =>
        new("Register", $"one {what} named \"{name}\"", $"two, {first} and {second}", "Rename one of them in its [CustomObject].");
}
