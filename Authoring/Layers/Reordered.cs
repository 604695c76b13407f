using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Draws a kernel in the field's layout, <c>[receptive..., in, out]</c>, whose fans initializers know, and stores it in libtorch's.</summary>
/// <param name="Inner">What draws.</param>
/// <param name="Drawn">The field's shape.</param>
/// <param name="Order">The field's dimensions in the order in which libtorch stores them.</param>
internal sealed record Reordered(Initializer Inner, long[] Drawn, long[] Order) : Initializer
{
    /// <inheritdoc/>
    public override Tensor Create(long[] shape)
    {
        using var scope = NewDisposeScope();
        return Inner.Create(Drawn).permute(Order).reshape(shape).contiguous().MoveToOuterDisposeScope();
    }
}
