using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A penalty on a weight that training adds to the loss.</summary>
public abstract record Regularizer
{
    /// <summary>The penalty, a scalar that carries a gradient to the weight.</summary>
    /// <param name="weight">The weight, of any shape.</param>
    public abstract Tensor Penalty(Tensor weight);
}
