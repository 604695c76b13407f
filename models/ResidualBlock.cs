using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models;

/// <summary>Dense layers whose result is added to their input, <c>[batch, units]</c> to <c>[batch, units]</c>.</summary>
[CustomObject("seed/residual-block")]
public sealed class ResidualBlock : Layer
{
    private readonly Dense[] hidden;

    /// <summary>A block that is built on its first input.</summary>
    /// <param name="layers">The number of dense layers, 1 or more.</param>
    /// <param name="units">Their size, the input's number of features.</param>
    public ResidualBlock(int layers, int units)
    {
        (Layers, Units) = (layers, units);
        hidden = [.. Enumerable.Range(0, layers).Select(_ => new Dense(units, new Elu(), kernelInitializer: new HeNormal()))];
    }

    /// <summary>The number of dense layers.</summary>
    public int Layers { get; }

    /// <summary>Their size.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var z = input;
        foreach (var layer in hidden) z = layer.call(z);
        return input + z;
    }
}
