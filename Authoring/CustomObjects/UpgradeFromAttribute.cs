namespace OnnxForge.Authoring;

/// <summary>Marks the static method of a custom object's class that brings a config of an older version to the next one: <c>[UpgradeFrom(1)] static void Rename(JsonObject config)</c>.
/// A file's config goes through each step from its version to the class's before the constructor sees it.</summary>
/// <param name="version">The version that the method takes, from 1 to below the class's; what it leaves is a config of the version after.</param>
/// <remarks>The method changes the object that it is given, a copy. A file of an older version whose step is missing is refused.</remarks>
[AttributeUsage(AttributeTargets.Method, Inherited = false)]
public sealed class UpgradeFromAttribute(int version) : Attribute
{
    /// <summary>The version that the method takes.</summary>
    public int Version { get; } = version;
}
