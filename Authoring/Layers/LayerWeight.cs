using TorchSharp.Modules;

namespace OnnxForge.Authoring;

/// <summary>A weight of a layer and what training must do with it.</summary>
/// <param name="Path">The name in the state_dict of the module it was asked of, such as <c>hidden1.kernel</c>.</param>
/// <param name="Owner">The layer that made it.</param>
/// <param name="Name">The name in that layer, such as <c>kernel</c>.</param>
/// <param name="Regularizer">The penalty that training adds to the loss, or null.</param>
/// <param name="Constraint">What training applies after each step, or null.</param>
/// <param name="Trainable">Whether an optimizer changes it.</param>
public sealed record LayerWeight(string Path, ILayer Owner, string Name, Regularizer? Regularizer, Constraint? Constraint, bool Trainable)
{
    /// <summary>The weight as it is now, owned by its layer; moving the layer to another device or type replaces it.</summary>
    public Parameter Value => ((IWeightOwner)Owner).GetWeight(Name);
}
