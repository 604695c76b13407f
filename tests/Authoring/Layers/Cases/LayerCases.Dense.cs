using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] dense =
    [
        Row("dense", () => new Dense(3, new Tanh()), Real(4), Real(3)).Refusing([2, 5], "Dense Dense: expected an input [batch, ..., 4], as it was built for; received an input [2, 5]. Give it the features of the first input, or make a new layer."),
        Row("dense", () => new Dense(3, useBias: false), Real(-1, 4), Real(-1, 3)) with { Variant = "sequences", Dynamic = new() { [1] = "time" } },
    ];
}
