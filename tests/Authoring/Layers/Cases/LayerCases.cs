using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Every built-in layer, one row or more each.</summary>
internal static partial class LayerCases
{
    public static IReadOnlyList<LayerCase> All =>
        [.. dense, .. convolutions, .. poolings, .. normalizations, .. noises, .. sequences, .. shapes, .. merges, .. activationLayers, .. preprocessings];

    private const string OtherDimensions = "Give it these dimensions, or reshape it first.";

    /// <summary>A float32 input or output, the batch before these sizes.</summary>
    private static TensorSpec Real(params long[] sizes) => new([-1, .. sizes]);

    /// <summary>An int64 input or output, the batch before these sizes.</summary>
    private static TensorSpec Whole(params long[] sizes) => new([-1, .. sizes], ScalarType.Int64);

    private static LayerCase Row(string type, Func<nn.Module> create, TensorSpec input, TensorSpec output) => new(type, create, [input], output);

    private static LayerCase Refusing(this LayerCase row, Shape shape, string message) => row with { Wrong = (shape, message) };
}
