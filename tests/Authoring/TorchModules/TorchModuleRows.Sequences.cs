using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

internal static partial class TorchModuleRows
{
    private static IEnumerable<TorchModuleRow> Embeddings() =>
    [
        Row(nn.Embedding(6, 3, padding_idx: 2, max_norm: 0.5, norm_type: 1, scale_grad_by_freq: true), "embedding",
            """{"numEmbeddings":6,"embeddingDim":3,"paddingIdx":2,"maxNorm":0.5,"normType":1,"scaleGradByFreq":true,"sparse":false,"dtype":"float32"}""",
            embedding => embedding.call(Words(1, 2, 1, 5))),
        Row(nn.Embedding(6, 3, sparse: true, dtype: ScalarType.Float64), "embedding",
            """{"numEmbeddings":6,"embeddingDim":3,"paddingIdx":null,"maxNorm":null,"normType":2,"scaleGradByFreq":false,"sparse":true,"dtype":"float64"}""",
            embedding => embedding.call(Words(1, 2, 1, 5))),
        Row(nn.EmbeddingBag(6, 3, mode: EmbeddingBagMode.Sum, include_last_offset: true, padding_index: 2, scale_grad_by_freq: true), "embedding-bag",
            """{"numEmbeddings":6,"embeddingDim":3,"maxNorm":null,"normType":2,"scaleGradByFreq":true,"mode":"sum","sparse":false,"includeLastOffset":true,"paddingIdx":2,"dtype":"float32"}""",
            bag => bag.call(Words(1, 2, 1, 5), Words(0, 3, 4))),
        Row(nn.EmbeddingBag(6, 3, max_norm: 0.5, norm_type: 1, mode: EmbeddingBagMode.Max), "embedding-bag",
            """{"numEmbeddings":6,"embeddingDim":3,"maxNorm":0.5,"normType":1,"scaleGradByFreq":false,"mode":"max","sparse":false,"includeLastOffset":false,"paddingIdx":-1,"dtype":"float32"}""",
            bag => bag.call(Words(1, 2, 1, 5), Words(0, 3))),
        Row(nn.EmbeddingBag(6, 3, sparse: true), "embedding-bag",
            """{"numEmbeddings":6,"embeddingDim":3,"maxNorm":null,"normType":2,"scaleGradByFreq":false,"mode":"mean","sparse":true,"includeLastOffset":false,"paddingIdx":-1,"dtype":"float32"}""",
            bag => bag.call(Words(1, 2, 1, 5), Words(0, 3))),
    ];

    private static IEnumerable<TorchModuleRow> Recurrents() =>
    [
        Row(nn.RNN(3, 4, 2, nn.NonLinearities.ReLU, batchFirst: true, dropout: 0.3), "rnn",
            """{"inputSize":3,"hiddenSize":4,"numLayers":2,"nonLinearity":"reLU","bias":true,"batchFirst":true,"dropout":0.3,"bidirectional":false,"dtype":"float32"}""",
            rnn => rnn.call(Numbers(2, 5, 3)).Item1),
        Row(nn.LSTM(3, 4, 2, bias: false, dropout: 0.3, bidirectional: true), "lstm",
            """{"inputSize":3,"hiddenSize":4,"numLayers":2,"bias":false,"batchFirst":false,"dropout":0.3,"bidirectional":true,"dtype":"float32"}""",
            lstm => lstm.call(Numbers(5, 2, 3)).Item1),
        Row(nn.GRU(3, 4, 3, batchFirst: true, dropout: 0.3), "gru",
            """{"inputSize":3,"hiddenSize":4,"numLayers":3,"bias":true,"batchFirst":true,"dropout":0.3,"bidirectional":false,"dtype":"float32"}""",
            gru => gru.call(Numbers(2, 5, 3)).Item1),
        Row(nn.RNNCell(3, 4, nn.NonLinearities.ReLU), "rnn-cell", """{"inputSize":3,"hiddenSize":4,"nonLinearity":"reLU","bias":true,"dtype":"float32"}""", cell => cell.call(Numbers(2, 3), Numbers(2, 4))),
        Row(nn.LSTMCell(3, 4, bias: false), "lstm-cell", """{"inputSize":3,"hiddenSize":4,"bias":false,"dtype":"float32"}""", cell => cell.call(Numbers(2, 3), (Numbers(2, 4), Numbers(2, 4))).Item1),
        Row(nn.GRUCell(3, 4), "gru-cell", """{"inputSize":3,"hiddenSize":4,"bias":true,"dtype":"float32"}""", cell => cell.call(Numbers(2, 3), Numbers(2, 4))),
    ];

    private static IEnumerable<TorchModuleRow> Attentions() =>
    [
        Row(nn.MultiheadAttention(6, 3, 0.3, add_bias_kv: true, add_zero_attn: true), "multihead-attention",
            """{"embedDim":6,"numHeads":3,"dropout":0.3,"bias":true,"addBiasKv":true,"addZeroAttn":true,"kdim":null,"vdim":null,"dtype":"float32"}""",
            attention => attention.call(Numbers(4, 2, 6), Numbers(5, 2, 6), Numbers(5, 2, 6)).Item1),
        Row(nn.MultiheadAttention(6, 2, bias: false, kdim: 4, vdim: 4), "multihead-attention",
            """{"embedDim":6,"numHeads":2,"dropout":0,"bias":false,"addBiasKv":false,"addZeroAttn":false,"kdim":4,"vdim":4,"dtype":"float32"}""",
            attention => attention.call(Numbers(4, 2, 6), Numbers(5, 2, 4), Numbers(5, 2, 4)).Item1),
        Row(nn.TransformerEncoderLayer(6, 3, 10, 0.3, nn.Activations.GELU), "transformer-encoder-layer",
            """{"dModel":6,"nhead":3,"dimFeedforward":10,"dropout":0.3,"activation":"gELU","dtype":"float32"}""", 4, 2, 6),
        Row(nn.TransformerDecoderLayer(6, 2, 10, 0.3), "transformer-decoder-layer", """{"dModel":6,"nhead":2,"dimFeedforward":10,"dropout":0.3,"activation":"reLU","dtype":"float32"}""",
            layer => layer.call(Numbers(4, 2, 6), Numbers(5, 2, 6))),
        Row(nn.Transformer(6, 3, 2, 1, 10, 0.3, nn.Activations.GELU), "transformer",
            """{"dModel":6,"nhead":3,"numEncoderLayers":2,"numDecoderLayers":1,"dimFeedforward":10,"dropout":0.3,"activation":"gELU","dtype":"float32"}""",
            transformer => transformer.call(Numbers(5, 2, 6), Numbers(4, 2, 6))),
    ];

    private static IEnumerable<TorchModuleRow> Containers() =>
    [
        Row(nn.Sequential(("scale", nn.Linear(3, 2)), ("squash", nn.Tanh())), "sequential",
            """{"modules":[{"name":"scale","module":{"type":"torch/linear","version":1,"config":{"inFeatures":3,"outFeatures":2,"bias":true,"dtype":"float32"}}},"""
            + """{"name":"squash","module":{"type":"torch/tanh","version":1,"config":{"inplace":false}}}]}""", 4, 3),
        Row(nn.ModuleList(nn.Linear(3, 2), (nn.Module)nn.Tanh()), "module-list",
            """{"modules":[{"type":"torch/linear","version":1,"config":{"inFeatures":3,"outFeatures":2,"bias":true,"dtype":"float32"}},{"type":"torch/tanh","version":1,"config":{"inplace":false}}]}""",
            list => ((nn.Module<Tensor, Tensor>)list[0]).call(Numbers(4, 3))),
        Row(nn.ModuleDict(("scale", (nn.Module)nn.Linear(3, 2))), "module-dict",
            """{"modules":[{"name":"scale","module":{"type":"torch/linear","version":1,"config":{"inFeatures":3,"outFeatures":2,"bias":true,"dtype":"float32"}}}]}""",
            dictionary => ((nn.Module<Tensor, Tensor>)dictionary["scale"]).call(Numbers(4, 3))),
        Row(nn.ParameterList(new Parameter(Numbers(2, 3))), "parameter-list", """{"parameters":[{"shape":[2,3],"type":"float32"}]}""", list => list[0] * 2),
        Row(nn.ParameterDict(("shift", new Parameter(Numbers(3)))), "parameter-dict", """{"parameters":[{"name":"shift","spec":{"shape":[3],"type":"float32"}}]}""", dictionary => dictionary["shift"] * 2),
    ];
}
