using OnnxForge.Authoring;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace OnnxForge.Tests.Authoring;

/// <summary>The network of tests/Data/Torch/make.py in plain TorchSharp.</summary>
internal sealed class TorchNetwork : Module<Tensor, Tensor, Dictionary<string, Tensor>>
{
    private readonly TorchSharp.Modules.Linear fc = Linear(4, 3);
    private readonly TorchSharp.Modules.Conv2d conv = nn.Conv2d(2, 3, 3, padding: 1);
    private readonly TorchSharp.Modules.BatchNorm2d bn = BatchNorm2d(3);
    private readonly TorchSharp.Modules.Embedding emb = nn.Embedding(7, 4);
    private readonly LSTM lstm = LSTM(4, 5, batchFirst: true);
    private readonly GRU gru = GRU(4, 5, batchFirst: true);
    private readonly MultiheadAttention attn = MultiheadAttention(4, 2);

    public TorchNetwork() : base(nameof(TorchNetwork)) => RegisterComponents();

    public override Dictionary<string, Tensor> forward(Tensor image, Tensor tokens)
    {
        var words = emb.call(tokens);
        // This one takes the steps first.
        var steps = words.transpose(0, 1);
        return new()
        {
            ["image"] = bn.call(conv.call(image)), ["words"] = words, ["linear"] = fc.call(words), ["lstm"] = lstm.call(words, null).Item1, ["gru"] = gru.call(words, null).Item1,
            ["attention"] = attn.call(steps, steps, steps, null!, false, null!).Item1.transpose(0, 1),
        };
    }
}

/// <summary>The same, but for attention, in layers of ours.</summary>
internal sealed class LayerNetwork : Module<Tensor, Tensor, Dictionary<string, Tensor>>
{
    private readonly Dense fc = new(3);
    private readonly OnnxForge.Authoring.Conv2D conv = new(3, [3], padding: PaddingMode.Same);
    private readonly BatchNormalization bn = new(epsilon: 1e-5);
    private readonly OnnxForge.Authoring.Embedding emb = new(7, 4);
    private readonly Lstm lstm = new(5, returnSequences: true);
    private readonly Gru gru = new(5, returnSequences: true);

    public LayerNetwork() : base(nameof(LayerNetwork)) => RegisterComponents();

    public override Dictionary<string, Tensor> forward(Tensor image, Tensor tokens)
    {
        var words = emb.call(tokens);
        return new() { ["image"] = bn.call(conv.call(image)), ["words"] = words, ["linear"] = fc.call(words), ["lstm"] = lstm.call(words), ["gru"] = gru.call(words) };
    }
}
