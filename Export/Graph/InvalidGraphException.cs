namespace OnnxForge.Export;

/// <summary>A graph breaks a rule of <see cref="GraphVerifier"/>, or an edit would have.</summary>
internal sealed class InvalidGraphException(string rule, string? node, string where, string expected, string received, string remedy)
    : GraphException(where, expected, received, remedy)
{
    /// <summary>The rule's name, such as <c>topological-order</c>.</summary>
    public string Rule { get; } = rule;

    /// <summary>The name of the node that breaks the rule; null when the graph as a whole does.</summary>
    public string? Node { get; } = node;
}
