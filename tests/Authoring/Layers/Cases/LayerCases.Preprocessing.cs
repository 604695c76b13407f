using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] preprocessings =
    [
        Row("rescaling", () => new Rescaling(0.5, 1), Real(4), Real(4)),
        Row("rescaling", () => new Rescaling(1 / 255.0), Whole(4), Real(4)) with { Variant = "integers" },
        Row("normalization", () => new Normalization(mean: [1, 2, 3], variance: [1, 4, 9]), Real(3), Real(3))
            .Refusing([2, 4], "Normalization Normalization: expected 3 places in dimension -1, one for each mean; received an input [2, 4]. Give it the features that it was adapted to."),
        Row("normalization", () => new Normalization(1, [1, 2], [1, 0]), Real(2, -1), Real(2, -1)) with { Variant = "channels", Dynamic = new() { [2] = "length" } },
        Row("category-encoding", () => new CategoryEncoding(5), Whole(3), Real(5)),
        Row("category-encoding", () => new CategoryEncoding(5, OutputMode.Count), Whole(-1), Real(5)) with { Variant = "count", Dynamic = new() { [1] = "places" } },
        Row("category-encoding", () => new CategoryEncoding(5, OutputMode.OneHot), Whole(1), Real(5)) with { Variant = "one hot" },
        Row("category-encoding", () => new CategoryEncoding(5, OutputMode.OneHot), Whole(2), Real(2, 5)) with { Variant = "one hot of several" },
        Row("discretization", () => new Discretization([-1, 0, 1.5]), Real(4), Whole(4)),
        Row("integer-lookup", () => new IntegerLookup([4, 0, 2]), Whole(3), Whole(3)),
        Row("integer-lookup", () => new IntegerLookup([4, 0, 2], numOovIndices: 2), Whole(-1), Whole(-1)) with { Variant = "two unknown", Dynamic = new() { [1] = "places" } },
    ];
}
