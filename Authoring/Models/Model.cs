using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A model from one tensor to one tensor.</summary>
public abstract class Model : Model<Tensor, Tensor>
{
    /// <summary>A model that is neither built nor compiled.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Model(string? name = null) : base(name) { }
}
