using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers of any number of inputs and outputs have in common.</summary>
public interface ILayer
{
    /// <summary>The name given to the constructor, or null.</summary>
    string? Name { get; }

    /// <summary>Whether the weights exist.</summary>
    bool Built { get; }

    /// <summary>The shape of each input that the layer was built for, the batch as -1; null before.</summary>
    IReadOnlyList<Shape>? InputShapes { get; }

    /// <summary>Makes the weights for inputs of these shapes, those of the layers inside too; does nothing when the layer's own exist. What is inside is built for the shapes that reach it,
    /// as <see cref="InferOutputs"/> does, with inputs of float32, or of int64 where a layer refuses these. A build of the layer's own weights that fails leaves the layer as it was.</summary>
    /// <param name="inputs">The shape of each input, <c>[-1, ...]</c>, the batch as -1.</param>
    /// <exception cref="ShapeException">The layer, or one inside, does not take such inputs.</exception>
    /// <exception cref="DataException">A layer inside takes inputs of neither type; <see cref="InferOutputs"/> takes any.</exception>
    /// <exception cref="ConfigException">The layer adds two weights of one name.</exception>
    void EnsureBuilt(params IReadOnlyList<Shape> inputs);

    /// <summary>Shapes and types of the outputs, in order; builds the layer. A layer that does not tell them is tried on a few rows of zeros, in evaluation mode.</summary>
    /// <param name="inputs">Shape and type of each input, sizes that are not known as -1.</param>
    /// <exception cref="ShapeException">The layer does not take such inputs.</exception>
    IReadOnlyList<TensorSpec> InferOutputs(params IReadOnlyList<TensorSpec> inputs);
}

/// <summary>A layer's weights by name.</summary>
internal interface IWeightOwner
{
    IEnumerable<LayerWeight> OwnWeights(string prefix);

    Parameter GetWeight(string weightName);

    /// <summary>The element type of each input that the layer took first; null for one that was not called since it was made.</summary>
    IReadOnlyList<ScalarType>? InputTypes { get; }

    /// <summary>Makes the layer's own weights; layers inside wait for their first input.</summary>
    void BuildSelf(IReadOnlyList<Shape> inputs);
}
