using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as a layer: <c>new Lambda(x => x.exp())</c>.</summary>
/// <remarks>It may change the shape; the layer is then tried to learn the output's. A model with it trains and exports; for saving the function must be a static method marked with
/// <see cref="CustomObjectAttribute"/>.</remarks>
/// <param name="function">The function.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/lambda")]
public sealed class Lambda(Func<Tensor, Tensor> function, string? name = null) : Layer(name)
{
    /// <summary>The function.</summary>
    public Func<Tensor, Tensor> Function { get; } = function ?? throw new ArgumentNullException(nameof(function));

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Function(input);
}
