using System.Reflection;
using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>The steps of a class from older versions of its config to its own.</summary>
internal sealed class ConfigUpgrades
{
    private readonly int current;
    private readonly Dictionary<int, Action<JsonObject>> steps = [];

    /// <summary>Finds the marked methods of a class.</summary>
    /// <exception cref="ConfigException">One is not a static method of a config, or is for no older version, or for one that has a step.</exception>
    public ConfigUpgrades(Type type, int current)
    {
        this.current = current;
        foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            if (method.GetCustomAttribute<UpgradeFromAttribute>() is not { Version: var version }) continue;
            var where = NamedFunction.FullName(method);
            if (!method.IsStatic || method.ReturnType != typeof(void) || method.GetParameters() is not [{ ParameterType: var taken }] || taken != typeof(JsonObject))
                throw new ConfigException(where, "static void (JsonObject)", $"{(method.IsStatic ? "static " : "")}{NamedFunction.Signature(method)}", "Give the upgrade this signature.");
            if (version < 1 || version >= current)
                throw new ConfigException(where, $"an upgrade from a version below {current}, the class's", $"one from {version}", "Correct the version in [UpgradeFrom], or raise the class's in [CustomObject].");
            if (!steps.TryAdd(version, method.CreateDelegate<Action<JsonObject>>()))
                throw new ConfigException(where, $"one upgrade from version {version}", "a second one", "Make them one method.");
        }
    }

    /// <summary>The first version from a file's on that has no step, or null when all have.</summary>
    public int? MissingFrom(int version)
    {
        for (; version < current; version++)
        {
            if (!steps.ContainsKey(version)) return version;
        }
        return null;
    }

    /// <summary>The config of the class's own version; the one given is not changed.</summary>
    /// <exception cref="ConfigException">A step is missing or fails.</exception>
    public JsonObject Apply(JsonObject config, int version, string path)
    {
        if (MissingFrom(version) is { } missing)
            throw new ConfigException(path, $"a config of version {current}", $"one of version {version}", $"Add to the class the step [UpgradeFrom({missing})].");
        if (version >= current) return config;
        var upgraded = (JsonObject)config.DeepClone();
        for (; version < current; version++)
        {
            try
            {
                steps[version](upgraded);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                throw new ConfigException(path, $"a config of version {version} that its upgrade takes", $"its refusal ({error.Message})", "Correct the config or the upgrade.", error);
            }
        }
        return upgraded;
    }
}
