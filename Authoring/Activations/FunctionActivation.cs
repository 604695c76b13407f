using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as activation. With a name it is saved under that name, and loading takes the function that the registry has under it;
/// without one the model trains and exports, and is refused at save.</summary>
/// <param name="Function">The function, from a tensor to one of the same shape.</param>
/// <param name="Name">The name in files, <c>package/name</c>, or null.</param>
public sealed record FunctionActivation(Func<Tensor, Tensor> Function, string? Name = null) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input) => Function(input);
}
