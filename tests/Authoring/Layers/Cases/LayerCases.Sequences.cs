using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

internal static partial class LayerCases
{
    private static readonly LayerCase[] sequences =
    [
        Row("embedding", () => new Embedding(7, 3), Whole(-1), Real(-1, 3)) with { Dynamic = new() { [1] = "time" }, Integers = 7 },
        Row("embedding", () => new Embedding(7, 3, paddingIndex: 0, maskZero: true), Whole(4), Real(4, 3)) with { Variant = "with padding", Integers = 7 },
        Row("lstm", () => new Lstm(4), Real(-1, 3), Real(4))
            .Refusing([2, 6, 5], "Lstm Lstm: expected an input [batch, time, 3], as it was built for; received an input [2, 6, 5]. Give it the features of the first input, or make a new layer.") with { Dynamic = new() { [1] = "time" } },
        Row("lstm", () => new Lstm(4, returnSequences: true, goBackwards: true, dropout: 0.2, recurrentDropout: 0.3), Real(5, 3), Real(5, 4)) with { Variant = "all outputs, backwards" },
        Row("lstm", () => new Lstm(4, useBias: false), Real(5, 3), Real(4)) with { Variant = "without bias" },
        Row("gru", () => new Gru(4), Real(-1, 3), Real(4))
            .Refusing([2, 6, 5], "Gru Gru: expected an input [batch, time, 3], as it was built for; received an input [2, 6, 5]. Give it the features of the first input, or make a new layer.") with { Dynamic = new() { [1] = "time" } },
        Row("gru", () => new Gru(4, returnSequences: true, goBackwards: true, dropout: 0.2, recurrentDropout: 0.3), Real(5, 3), Real(5, 4)) with { Variant = "all outputs, backwards" },
        Row("gru", () => new Gru(4, useBias: false), Real(5, 3), Real(4)) with { Variant = "without bias" },
        Row("simple-rnn", () => new SimpleRnn(4), Real(-1, 3), Real(4))
            .Refusing([2, 6, 5], "SimpleRnn SimpleRnn: expected an input [batch, time, 3], as it was built for; received an input [2, 6, 5]. Give it the features of the first input, or make a new layer.") with { Dynamic = new() { [1] = "time" } },
        Row("simple-rnn", () => new SimpleRnn(4, returnSequences: true, goBackwards: true, dropout: 0.2, recurrentDropout: 0.3), Real(5, 3), Real(5, 4)) with { Variant = "all outputs, backwards" },
        Row("simple-rnn", () => new SimpleRnn(4, useBias: false), Real(5, 3), Real(4)) with { Variant = "without bias" },
        Row("simple-rnn", () => new SimpleRnn(4, new Relu()), Real(5, 3), Real(4)) with { Variant = "relu" },
        Row("bidirectional", () => new Bidirectional(new Gru(4, returnSequences: true)), Real(-1, 3), Real(-1, 8))
            .Refusing([2, 6], $"Bidirectional Bidirectional: expected an input [batch, time, features]; received an input [2, 6]. {OtherDimensions}") with { Dynamic = new() { [1] = "time" } },
        Row("bidirectional", () => new Bidirectional(new Lstm(4), MergeMode.Sum), Real(5, 3), Real(4)) with { Variant = "sum" },
        Row("bidirectional", () => new Bidirectional(new Lstm(4), MergeMode.Mul), Real(5, 3), Real(4)) with { Variant = "mul" },
        Row("bidirectional", () => new Bidirectional(new Lstm(4), MergeMode.Average), Real(5, 3), Real(4)) with { Variant = "average" },
        Row("bidirectional", () => new Bidirectional(new Lstm(4), backwardLayer: new Gru(2, goBackwards: true)), Real(5, 3), Real(6)) with { Variant = "two kinds" },
        Row("masking", () => new Masking(), Real(-1, 3), Real(-1, 3))
            .Refusing([2, 6], $"Masking Masking: expected an input [batch, time, features, ...]; received an input [2, 6]. {OtherDimensions}") with { Dynamic = new() { [1] = "time" } },
        Row("time-distributed", () => new TimeDistributed(new Dense(4)), Real(-1, 3), Real(-1, 4))
            .Refusing([2], $"TimeDistributed TimeDistributed: expected an input [batch, time, ...]; received an input [2]. {OtherDimensions}") with { Dynamic = new() { [1] = "time" } },
        Row("time-distributed", () => new TimeDistributed(new Conv2D(2, [3])), Real(3, 1, 5, 5), Real(3, 2, 3, 3)) with { Variant = "images" },
        new LayerCase("multi-head-attention", () => new MultiHeadAttention(2, 3), [Real(4, 6), Real(-1, 5)], Real(4, 6))
            .Refusing([2, 4], "MultiHeadAttention MultiHeadAttention: expected query [batch, queries, features], value and key [batch, keys, features], mask [batch, queries, keys]; received [2, 4], [2, 6, 5]. Give them in this order; key and mask may be left out."),
        new LayerCase("multi-head-attention", () => new MultiHeadAttention(2, 3, useCausalMask: true), [Real(-1, 6)], Real(-1, 6)) with { Variant = "to itself, causal", Dynamic = new() { [1] = "time" } },
        new LayerCase("multi-head-attention", () => new MultiHeadAttention(2, 3, valueDim: 5, outputSize: 4, useBias: false, dropout: 0.1), [Real(4, 6), Real(5, 3), Real(5, 2), new([-1, 4, 5], ScalarType.Bool)], Real(4, 4)) with { Variant = "with key and mask" },
        new LayerCase("multi-head-attention", () => new MultiHeadAttention(1, 3, useCausalMask: true), [Real(4, 6), Real(4, 6), Real(4, 6), new([-1, 4, 4], ScalarType.Bool)], Real(4, 6)) with { Variant = "causal with mask" },
    ];
}
