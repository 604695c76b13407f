using OnnxForge.Inference;

namespace OnnxForge.Export;

/// <summary>The sizes and the data on which a file is compared with its function.</summary>
/// <param name="Sizes">The sizes.</param>
/// <param name="Far">The dimensions to make large too.</param>
/// <param name="Operators">The operators of the function, those inside of others too.</param>
internal sealed record VerificationPlan(SizePlan Sizes, IReadOnlyCollection<string> Far, IReadOnlySet<string> Operators)
{
    // positions that both sides compute in single precision drift apart as sizes grow
    private static readonly string[] ByPosition = ["GridSample", "Resize"];

    /// <summary>So many sets of data at every size of at least 1; their kinds take turns over sizes too, so that few sets have every kind among them.</summary>
    /// <param name="graph">The file's graph.</param>
    /// <param name="seeds">How many sets of data are tried at each size.</param>
    public IReadOnlyList<(SizeAssignment Sizes, long Seed, DataKind Kind)> For(Graph graph, int seeds)
    {
        var kinds = Enum.GetValues<DataKind>();
        var sizes = Sizes.ForVerification(graph.Nodes.Any(n => ByPosition.Contains(n.OpType)) ? [] : Far);
        return [.. sizes.Index().SelectMany(_ => Enumerable.Range(0, seeds), (size, seed) => (size.Item, (long)seed, kinds[(size.Index + seed) % kinds.Length]))];
    }

    /// <summary>Why neither side is run without elements; null where both are.</summary>
    /// <param name="model">The file as it is run.</param>
    public string? WhyNotEmpty(InferenceModel model) =>
        model.EndsOnNothing is { } kernel ? $"ONNX Runtime's {kernel} cannot run on nothing"
        : Operators.Contains("aten::pixel_unshuffle") ? "libtorch's pixel_unshuffle gives nothing the sizes of its argument"
        : Operators.Contains("aten::_convolution_double_backward") ? "libtorch has no second derivative of a convolution of nothing, and ends the process"
        : null;
}
