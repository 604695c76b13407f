using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>A layer as the contract checks it.</summary>
/// <param name="Type">The name in files without the package.</param>
/// <param name="Create">Makes the layer.</param>
/// <param name="Inputs">Shape and type of each input, the batch as -1.</param>
/// <param name="Output">Shape and type of the output for them.</param>
internal sealed record LayerCase(string Type, Func<nn.Module> Create, IReadOnlyList<TensorSpec> Inputs, TensorSpec Output)
{
    /// <summary>A variant's name, where a layer has several rows.</summary>
    public string Variant { get; init; } = "";

    /// <summary>Dimensions behind the batch that are dynamic in the exported file, by position, in every input.</summary>
    public DynamicAxes Dynamic { get; init; } = new();

    /// <summary>Integer inputs are 0 to below this.</summary>
    public long Integers { get; init; } = 5;

    /// <summary>A shape that the first input must not have, with the whole error text; null where every shape is taken.</summary>
    public (Shape Shape, string Message)? Wrong { get; init; }

    /// <summary>Whether the layer is tried to learn its output's shape.</summary>
    public bool Tried { get; init; }

    /// <summary>What loading needs beside the built-in objects.</summary>
    public CustomObjectRegistry Registry { get; init; } = new();

    /// <summary>The buffers that a training step changes.</summary>
    public IReadOnlyList<string> Moving { get; init; } = [];

    /// <summary>Inputs of a batch size, other sizes that are not known as 6; the same ones every time.</summary>
    public Tensor[] Sample(long batch, ScalarType? real = null)
    {
        using var generator = new Generator(7, CPU);
        return [.. Inputs.Select(input =>
        {
            long[] sizes = [batch, .. input.Shape.Skip(1).Select(size => size < 0 ? 6 : size)];
            return input.Type switch
            {
                ScalarType.Int64 => randint(0, Integers, sizes, ScalarType.Int64, generator: generator),
                ScalarType.Bool => rand(sizes, generator: generator).ge(0.3),
                _ => randn(sizes, generator: generator).to(real ?? input.Type),
            };
        })];
    }

    public override string ToString() => Variant.Length == 0 ? Type : $"{Type}, {Variant}";
}
