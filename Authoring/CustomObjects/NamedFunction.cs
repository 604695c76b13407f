using System.Reflection;

namespace OnnxForge.Authoring;

/// <summary>Functions that files may name: static methods marked with <see cref="CustomObjectAttribute"/>.</summary>
internal static class NamedFunction
{
    /// <summary>The name that a function has in files, or null.</summary>
    public static string? NameOf(Delegate function) => function.HasSingleTarget ? function.Method.GetCustomAttribute<CustomObjectAttribute>()?.Name : null;

    /// <summary>The marked methods of an assembly.</summary>
    public static IEnumerable<MethodInfo> MarkedIn(Assembly assembly) => assembly.GetTypes()
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Where(method => method.IsDefined(typeof(CustomObjectAttribute), inherit: false));

    /// <summary>The name of a method that can be called by it.</summary>
    /// <exception cref="ConfigException">The method is not marked, has a malformed name or a version, is not static, is generic, gives nothing, or takes parameters by reference.</exception>
    public static string Check(MethodInfo method)
    {
        var where = FullName(method);
        if (method.GetCustomAttribute<CustomObjectAttribute>() is not { } mark)
            throw new ConfigException(where, "a static method marked as custom object", "a function without the mark", $"Mark the method: {LikelyMark(method)}.");
        CustomObjectType.CheckName(where, mark.Name);
        var problem = !method.IsStatic ? "an instance method or a lambda"
            : method.ContainsGenericParameters ? "a generic one"
            : method.ReturnType == typeof(void) ? "one that returns nothing"
            : method.GetParameters().Any(parameter => parameter.ParameterType.IsByRef) ? "one with a parameter by reference"
            : mark.Version != 1 ? $"version {mark.Version}" : null;
        if (problem is null) return mark.Name;
        throw new ConfigException(where, "a static method, not generic and of version 1, that takes values and returns one", problem,
            "Declare it so, or make a class of it with its settings as properties.");
    }

    /// <summary>The mark that an unmarked method would carry.</summary>
    public static string LikelyMark(MethodInfo method) => $"[CustomObject(\"package/{ObjectNames.OfFunction(method, "").Replace('_', '-')}\")]";

    /// <summary>The method's name with its class: <c>My.Functions.Softplus</c>.</summary>
    public static string FullName(MethodInfo method) => $"{(method.DeclaringType is { } type ? TypeNames.Full(type) + "." : "")}{method.Name}";

    /// <summary>A function in messages: <c>Softplus</c>, or that it is a lambda.</summary>
    public static string Show(Delegate function) => ObjectNames.OfMethod(function.Method) ?? "a lambda";

    /// <summary><c>Tensor (Tensor, Tensor)</c>.</summary>
    public static string Signature(MethodInfo method) =>
        $"{TypeNames.Short(method.ReturnType)} ({string.Join(", ", method.GetParameters().Select(parameter => TypeNames.Short(parameter.ParameterType)))})";
}
