using System.Text.Json.Serialization;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A function as a layer: <c>new Lambda(x => x.exp())</c>.</summary>
/// <remarks>A function with a name is saved under it; one without trains and exports, and is refused at save. It may change the shape; the layer is then tried to learn the output's.</remarks>
[CustomObject("onnxforge/lambda")]
public sealed class Lambda : Layer
{
    /// <summary>A layer without weights.</summary>
    /// <param name="function">The function, as an activation that a file can name.</param>
    /// <param name="name">A name for summaries.</param>
    [JsonConstructor]
    public Lambda(Activation function, string? name = null) : base(name)
    {
        ArgumentNullException.ThrowIfNull(function);
        Function = function;
    }

    /// <summary>A layer of a function that has no name in files.</summary>
    /// <param name="function">The function.</param>
    /// <param name="name">A name for summaries.</param>
    public Lambda(Func<Tensor, Tensor> function, string? name = null) : this(new FunctionActivation(function), name) { }

    /// <summary>The function.</summary>
    public Activation Function { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Function.Apply(input);
}
