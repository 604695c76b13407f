using System.Collections;
using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The sizes of a tensor's dimensions, -1 where a size is not known; written <c>[-1, 8]</c>, and <c>shape[^1]</c> is the last size.</summary>
[CollectionBuilder(typeof(Shape), nameof(Create))]
public sealed class Shape : IReadOnlyList<long>, IEquatable<Shape>
{
    private readonly long[] sizes;

    private Shape(long[] sizes) => this.sizes = sizes;

    /// <summary>The number of dimensions.</summary>
    public int Count => sizes.Length;

    /// <summary>The size of a dimension, -1 when not known.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public long this[int dimension] => dimension >= 0 && dimension < sizes.Length ? sizes[dimension]
        : throw new ShapeException($"Shape {this}", "a dimension that it has", $"the one at {dimension}", "Give an input of more dimensions.");

    /// <summary>A shape of these sizes.</summary>
    /// <param name="sizes">Each 0 or more, or -1 for not known.</param>
    /// <exception cref="ShapeException">A size is below -1.</exception>
    public static Shape Create(ReadOnlySpan<long> sizes)
    {
        foreach (var size in sizes)
        {
            if (size < -1)
                throw new ShapeException("Shape", "sizes of 0 or more, or -1 for not known", $"{size}", "Correct the size.");
        }
        return new Shape(sizes.ToArray());
    }

    /// <summary>The tensor's own sizes.</summary>
    public static Shape Of(Tensor tensor) => new(tensor.shape);

    /// <summary>The tensor's sizes with the first one, the batch, as -1.</summary>
    public static Shape OfBatch(Tensor tensor)
    {
        var sizes = tensor.shape;
        if (sizes.Length > 0) sizes[0] = -1;
        return new Shape(sizes);
    }

    /// <summary>The sizes as a new array.</summary>
    public long[] ToArray() => [.. sizes];

    /// <summary>Whether both have the same sizes.</summary>
    public bool Equals(Shape? other) => other is not null && sizes.AsSpan().SequenceEqual(other.sizes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Shape);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var size in sizes) hash.Add(size);
        return hash.ToHashCode();
    }

    /// <summary><c>[?, 8]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", sizes.Select(size => size < 0 ? "?" : size.ToString()))}]";

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)sizes).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => sizes.GetEnumerator();
}
