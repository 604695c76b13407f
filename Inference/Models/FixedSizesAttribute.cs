using System.ComponentModel;

namespace OnnxForge.Inference;

/// <summary>Tells the compiler which sizes a value of a typed model has, so that code which states others does not compile. The source generator writes it.</summary>
/// <param name="sizes">The size of each dimension; -1 where it is open. A parameter takes the elements of all dimensions in one span.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class FixedSizesAttribute(params long[] sizes) : Attribute
{
    /// <summary>The size of each dimension; -1 where it is open.</summary>
    public IReadOnlyList<long> Sizes { get; } = sizes;
}
