using OnnxForge.Export;
using OnnxForge.Models;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Models;

/// <summary>The reference architectures, with a dynamic batch and one more dynamic dimension where the architecture takes any size.</summary>
internal static class Architectures
{
    public static IReadOnlyList<Architecture> All { get; } =
    [
        new("residual network", () => new ResidualNetwork(), () => [randn(2, 3, 9, 9)], [Image("images")], ["logits float32 [batch, 10]"],
            Operators(("Conv", 9), ("GlobalAveragePool", 1))),
        new("mobile network", () => new MobileNetwork(), () => [randn(2, 3, 9, 9)], [Image("images")], ["logits float32 [batch, 10]"],
            Operators(("Conv", 13), ("Gemm", 1))),
        new("u-net", () => new UNet(), () => [randn(2, 3, 9, 9)], [Image("images")], ["logits float32 [batch, 2, size, size]"],
            Operators(("Conv", 11), ("MaxPool", 2), ("Resize", 2))),
        new("u-net, height and width", () => new UNet(), () => [randn(2, 3, 9, 8)], [new("images") { DynamicDimensions = Axes((2, "height"), (3, "width")) }],
            ["logits float32 [2, 2, height, width]"], Operators(("Conv", 11), ("MaxPool", 2), ("Resize", 2))),
        new("sequence to sequence, any source", () => new SequenceToSequence(), () => [Tokens(13, 3, 6), Tokens(11, 3, 5)],
            [Tokens("source"), new("target")], ["logits float32 [batch, 5, 11]"], Operators(("LSTM", 4))),
        new("sequence to sequence, any target", () => new SequenceToSequence(), () => [Tokens(13, 3, 6), Tokens(11, 3, 5)],
            [new("source"), Tokens("target")], ["logits float32 [batch, target, 11]"], Operators(("LSTM", 4))),
        new("recurrent tagger", () => new RecurrentTagger(), () => [Tokens(17, 3, 6)], [Tokens("tokens")], ["tags float32 [batch, tokens, 5]"],
            Operators(("GRU", 2))),
        new("transformer classifier", () => new TransformerClassifier(), () => [PaddedTokens()], [Tokens("tokens")], ["logits float32 [batch, 4]"],
            Operators(("Softmax", 2), ("LayerNormalization", 5))),
        new("causal language model", () => new CausalLanguageModel(), () => [Tokens(23, 3, 6)], [Tokens("tokens")], ["logits float32 [batch, tokens, 23]"],
            Operators(("Softmax", 2), ("Cos", 1), ("Sin", 1))),
        new("vision transformer", () => new VisionTransformer(), () => [randn(2, 3, 16, 16)], [new("images")], ["logits float32 [batch, 10]"],
            Operators(("Conv", 1), ("Softmax", 2), ("LayerNormalization", 5))),
        new("variational autoencoder", () => new VariationalAutoencoder(), () => [rand(2, 1, 8, 8)], [new("images")],
            ["reconstruction float32 [batch, 1, 8, 8]", "mean float32 [batch, 3]", "log_variance float32 [batch, 3]"], Operators(("Conv", 2), ("ConvTranspose", 2))),
        new("graph convolution network", () => new GraphConvolutionNetwork(), () => [randn(2, 7, 4), Tokens(7, 12), Tokens(7, 12)],
            [new("nodes"), Edges("sources"), Edges("targets")], ["output float32 [batch, 7, 3]"], Operators(("ScatterElements", 3), ("Relu", 1))),
        new("bag recommender", () => new BagRecommender(), () => [Tokens(31, 12), tensor(new long[] { 0, 0, 1, 1 }), randn(4, 4)],
            [new("items") { DynamicDimensions = Axes((0, "values")) }, new("offsets"), new("features")], ["score float32 [batch, 1]"], Operators(("Sigmoid", 1), ("Gemm", 3))),
        new("wave network", () => new WaveNetwork(), () => [randn(2, 1, 20)], [new("signal") { DynamicDimensions = Axes((0, "batch"), (2, "length")) }],
            ["output float32 [batch, 6, length]"], Operators(("Conv", 14), ("Tanh", 4), ("Sigmoid", 4))),
        new("spectrogram classifier", () => new SpectrogramClassifier(), () => [randn(2, 40)], [new("signal") { DynamicDimensions = Axes((0, "batch"), (1, "samples")) }],
            ["logits float32 [batch, 5]"], Operators(("Conv", 2), ("MatMul", 3), ("Log", 1))),
    ];

    public static Architecture Find(string name) => All.Single(a => a.Name == name);

    private static InputSpec Image(string name) => new(name) { DynamicDimensions = Axes((0, "batch"), (2, "size"), (3, "size")) };

    private static InputSpec Tokens(string name) => new(name) { DynamicDimensions = Axes((0, "batch"), (1, name)) };

    private static InputSpec Edges(string name) => new(name) { DynamicDimensions = Axes((0, "edges")) };

    private static Dictionary<int, string> Axes(params (int Axis, string Name)[] axes) => axes.ToDictionary(a => a.Axis, a => a.Name);

    private static Dictionary<string, int> Operators(params (string OpType, int Count)[] counts) => counts.ToDictionary(c => c.OpType, c => c.Count);

    private static Tensor Tokens(long vocabulary, params long[] shape) => randint(0, vocabulary, shape, int64);

    // texts of 6, 4 and 1 tokens
    private static Tensor PaddedTokens()
    {
        using var lengths = tensor(new long[] { 6, 4, 1 }).unsqueeze(1);
        return where(arange(6).lt(lengths), randint(1, 19, [3, 6], int64), 0);
    }
}
