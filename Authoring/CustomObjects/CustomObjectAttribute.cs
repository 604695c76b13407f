namespace OnnxForge.Authoring;

/// <summary>Gives a class the name under which files know it: its config is its public constructor's parameters, each read back from
/// the public property of the same name (case-insensitive). On a static method it names a function, which configs hold by that name.</summary>
/// <param name="name">The name in files, <c>package/name</c>, lower case; it never changes once files exist.</param>
/// <param name="version">The version of the config; raise it when constructor parameters change, with an <see cref="UpgradeFromAttribute"/> for the files that exist. At least 1; a function has no other.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, Inherited = false)]
public sealed class CustomObjectAttribute(string name, int version = 1) : Attribute
{
    /// <summary>The name in files, <c>package/name</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The version of the config, 1 or more.</summary>
    public int Version { get; } = version;
}
