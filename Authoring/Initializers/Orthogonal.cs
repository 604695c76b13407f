using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A matrix whose rows or columns, whichever are fewer, are orthogonal and of length gain (Saxe et al. 2013); <c>[..., in, out]</c> is taken as the matrix <c>[... * in, out]</c>.</summary>
/// <param name="Gain">The length, default 1.</param>
[CustomObject("onnxforge/orthogonal")]
public sealed record Orthogonal(double Gain = 1) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        using var scope = NewDisposeScope();
        using Scalar gain = Gain;
        var (rows, columns) = (shape[..^1].Aggregate(1L, (product, size) => product * size), shape[^1]);
        var (q, r) = linalg.qr(torch.randn([Math.Max(rows, columns), Math.Min(rows, columns)], ScalarType.Float32));
        // The sign of r's diagonal makes the matrix uniform among all orthogonal ones (Mezzadri 2007).
        var matrix = q * r.diagonal().sign();
        return (rows < columns ? matrix.t() : matrix).reshape(shape).mul(gain).contiguous().MoveToOuterDisposeScope();
    }
}
