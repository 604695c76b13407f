using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A layer from one tensor to one tensor: its constructor's parameters are properties, <c>Build</c> makes the weights, and <c>forward</c> computes in plain TorchSharp.</summary>
public abstract class Layer : Layer<Tensor, Tensor>
{
    /// <summary>A layer that is not built yet.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Layer(string? name = null) : base(name) { }
}
