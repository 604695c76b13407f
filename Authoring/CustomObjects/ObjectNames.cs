using System.Reflection;
using System.Text;

namespace OnnxForge.Authoring;

/// <summary>The spellings of a name: C# Pascal case, JSON camel case, file kebab case, history snake case.</summary>
internal static class ObjectNames
{
    /// <summary><c>MeanAbsoluteErrorMetric</c> without its suffix becomes <c>mean_absolute_error</c>.</summary>
    public static string Snake(string name, string suffix)
    {
        if (name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.Ordinal)) name = name[..^suffix.Length];
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord = char.IsUpper(name[i]) && i > 0 && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord) text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    /// <summary><c>ResidualBlock</c> becomes <c>residual-block</c>.</summary>
    public static string Kebab(string name) => Snake(name, "").Replace('_', '-');

    /// <summary>A method's name in snake case without the suffix; <c>function</c> for a lambda.</summary>
    public static string OfFunction(MethodInfo method, string suffix) => OfMethod(method) is { } name ? Snake(name, suffix) : "function";

    /// <summary>A method's name as it stands in the code, that of a local function too; null for a lambda.</summary>
    public static string? OfMethod(MethodInfo method)
    {
        var name = method.Name;
        // The compiler names a local function <Main>g__Huber|0_0, and a lambda <Main>b__0_0.
        var local = name.IndexOf(">g__", StringComparison.Ordinal);
        if (local >= 0) name = name[(local + 4)..name.LastIndexOf('|')];
        return name.Contains('<') ? null : name;
    }

    /// <summary><c>KernelInitializer</c> becomes <c>kernelInitializer</c>.</summary>
    public static string Camel(string name) => name.Length == 0 ? name : char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary><c>my-package/residual-block</c> becomes <c>ResidualBlock</c>: the class that most likely carries the name.</summary>
    public static string LikelyClass(string objectName)
    {
        var words = objectName[(objectName.LastIndexOf('/') + 1)..].Split(['-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
