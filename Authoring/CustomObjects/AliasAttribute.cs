namespace OnnxForge.Authoring;

/// <summary>Short names that the field uses for a built-in class, beside the class's name in snake case: <c>"mse"</c> for <see cref="MeanSquaredError"/>.</summary>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
internal sealed class AliasAttribute(params string[] names) : Attribute
{
    public IReadOnlyList<string> Names { get; } = names;
}
