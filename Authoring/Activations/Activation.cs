using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An elementwise function that a layer applies to its output.</summary>
public abstract record Activation
{
    /// <summary>The function's value, of the input's shape.</summary>
    /// <param name="input">The layer's linear output, of any shape.</param>
    public abstract Tensor Apply(Tensor input);
}
