using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] merges =
    [
        new LayerCase("add", () => new Add(), [Real(3, 4), Real(1, 4), Real(3, 1)], Real(3, 4))
            .Refusing([2, 5, 4], "Add Add: expected inputs whose sizes are equal or 1; received [2, 5, 4] and [2, 1, 4] and [2, 3, 1]. Reshape them, so that they fit."),
        new LayerCase("multiply", () => new Multiply(), [Real(3, 4), Real(1, 4), Real(3, 1)], Real(3, 4))
            .Refusing([2, 5, 4], "Multiply Multiply: expected inputs whose sizes are equal or 1; received [2, 5, 4] and [2, 1, 4] and [2, 3, 1]. Reshape them, so that they fit."),
        new LayerCase("average", () => new Average(), [Real(3, 4), Real(1, 4), Real(3, 1)], Real(3, 4))
            .Refusing([2, 5, 4], "Average Average: expected inputs whose sizes are equal or 1; received [2, 5, 4] and [2, 1, 4] and [2, 3, 1]. Reshape them, so that they fit."),
        new LayerCase("maximum", () => new Maximum(), [Real(3, 4), Real(1, 4), Real(3, 1)], Real(3, 4))
            .Refusing([2, 5, 4], "Maximum Maximum: expected inputs whose sizes are equal or 1; received [2, 5, 4] and [2, 1, 4] and [2, 3, 1]. Reshape them, so that they fit."),
        new LayerCase("minimum", () => new Minimum(), [Real(3, 4), Real(1, 4), Real(3, 1)], Real(3, 4))
            .Refusing([2, 5, 4], "Minimum Minimum: expected inputs whose sizes are equal or 1; received [2, 5, 4] and [2, 1, 4] and [2, 3, 1]. Reshape them, so that they fit."),
        new LayerCase("subtract", () => new Subtract(), [Real(4), Real(4)], Real(4))
            .Refusing([2, 5], "Subtract Subtract: expected inputs whose sizes are equal or 1; received [2, 5] and [2, 4]. Reshape them, so that they fit."),
        new LayerCase("concatenate", () => new Concatenate(), [Real(4), Real(3)], Real(7))
            .Refusing([2, 3, 4], "Concatenate Concatenate: expected inputs that differ in dimension -1 alone; received [2, 3, 4] and [2, 3]. Reshape them, or join along another dimension."),
        new LayerCase("dot", () => new Dot(), [Real(4), Real(4)], Real(1))
            .Refusing([2, 5], "Dot Dot: expected inputs of one batch whose summed dimensions have one size; received [2, 5] and [2, 4]. Correct the axes, or the inputs."),
        new LayerCase("dot", () => new Dot([2, 1], normalize: true), [Real(3, 4), Real(4, 5)], Real(3, 5)) with { Variant = "matrices" },
    ];
}
