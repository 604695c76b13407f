using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings a weight back into its allowed set after every optimizer step.</summary>
public abstract record Constraint
{
    /// <summary>The allowed value nearest in meaning to the weight, of the weight's shape and type; called without gradients.</summary>
    /// <param name="weight">The weight after the step; not changed in place.</param>
    public abstract Tensor Apply(Tensor weight);
}
