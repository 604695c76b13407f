using TorchSharp.Modules;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    // a layer's result and the gradients of its squares by its weights and by its argument
    private static OperatorCase ByWeights(string name, nn.Module module, Func<Tensor, Tensor> layer, Tensor input)
    {
        Settle(module);
        return new OperatorCase($"{name} by its weights", x =>
        {
            using var gradients = enable_grad();
            var at = x[0].is_floating_point() ? x[0].detach().requires_grad_() : x[0];
            var result = layer(at);
            Tensor[] leaves = [.. module.parameters(), .. at.requires_grad ? [at] : Array.Empty<Tensor>()];
            return [result, .. autograd.grad([result.pow(2).sum()], leaves)];
        }, [input]);
    }

    private static OperatorCase ByWeights(string name, nn.Module<Tensor, Tensor> module, Tensor input) => ByWeights(name, module, module.call, input);

    // dimension 0 is time, and a gradient is written out step by step
    private static OperatorCase OverTime(string name, nn.Module module, Func<Tensor, Tensor> layer) => ByWeights(name, module, layer, Normal(3, 2, 3)) with { Specs = Spec(BatchSecond) };

    private static OperatorCase OverTime(string name, LSTM module) => OverTime(name, module, x => module.call(x, null).Item1);

    private static OperatorCase OverTime(string name, GRU module) => OverTime(name, module, x => module.call(x, null).Item1);

    private static OperatorCase OverTime(string name, RNN module) => OverTime(name, module, x => module.call(x, null).Item1);

    private static readonly Lazy<IReadOnlyList<OperatorCase>> OfWeights = new(ListOfWeights);

    /// <summary>Gradients by the weights of layers; not in the grid of samples, which tries what they are made of.</summary>
    public static IReadOnlyList<OperatorCase> GradientsByWeights => OfWeights.Value;

    private static IReadOnlyList<OperatorCase> ListOfWeights() =>
    [
        ByWeights("Linear", nn.Linear(6, 3), Normal(4, 6)),
        ByWeights("Conv1d", nn.Conv1d(2, 4, 3, padding: 1, groups: 2), Normal(2, 2, 6)),
        ByWeights("Conv2d", nn.Conv2d(2, 3, 3, stride: 2, padding: 1), Normal(2, 2, 7, 6)),
        ByWeights("Conv2d with dilation and groups", nn.Conv2d(4, 6, (2, 3), stride: (1, 2), padding: (1, 0), dilation: (2, 1), groups: 2), Normal(2, 4, 6, 7)),
        ByWeights("Conv3d", nn.Conv3d(2, 2, 2), Normal(2, 2, 3, 4, 3)),
        ByWeights("ConvTranspose2d", nn.ConvTranspose2d(4, 2, (3, 2), stride: (2, 2), padding: (1, 0), output_padding: (1, 0), groups: 2), Normal(2, 4, 4, 3)),
        ByWeights("ConvTranspose1d", nn.ConvTranspose1d(2, 3, 3, stride: 2), Normal(2, 2, 4)),
        ByWeights("LayerNorm", nn.LayerNorm([3, 2]), Normal(4, 3, 2)),
        ByWeights("GroupNorm", nn.GroupNorm(2, 4), Normal(2, 4, 3)),
        ByWeights("BatchNorm in evaluation", nn.BatchNorm2d(3), Normal(2, 3, 4, 2)),
        ByWeights("BatchNorm of the batch", nn.BatchNorm1d(3, track_running_stats: false), Normal(4, 3)),
        ByWeights("InstanceNorm", nn.InstanceNorm2d(3, affine: true), Normal(2, 3, 4, 2)),
        ByWeights("PReLU", nn.PReLU(3), Normal(2, 3, 4)),
        ByWeights("Embedding", nn.Embedding(5, 3, padding_idx: 1), Integers(0, 5, 4, 3)),
        ByWeights("a perceptron", nn.Sequential(nn.Linear(6, 8), nn.ReLU(), nn.Linear(8, 3), nn.Tanh()), Normal(4, 6)),
        ByWeights("a convolutional network", nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8, 3)), Normal(2, 1, 6, 6)),
        ByWeights("an encoder layer", nn.TransformerEncoderLayer(4, 2, 8, dropout: 0), Normal(3, 2, 4)) with { Specs = Spec(BatchSecond) },
        OverTime("LSTM", nn.LSTM(3, 4)),
        OverTime("LSTM in both directions, two layers", nn.LSTM(3, 4, numLayers: 2, bidirectional: true)),
        OverTime("GRU", nn.GRU(3, 4)),
        OverTime("GRU without bias", nn.GRU(3, 4, bias: false, bidirectional: true)),
        OverTime("RNN", nn.RNN(3, 4)),
        OverTime("RNN relu", nn.RNN(3, 4, nonLinearity: nn.NonLinearities.ReLU)),
        GradientPenalty(), InnerStep(), SecondDerivativeByWeights(),
    ];

    // of how steep a critic is, by the critic's weights
    private static OperatorCase GradientPenalty()
    {
        var critic = nn.Sequential(nn.Linear(6, 5), nn.Tanh(), nn.Linear(5, 1));
        Settle(critic);
        return new OperatorCase("a gradient penalty by the weights", x =>
        {
            using var gradients = enable_grad();
            var at = x[0].detach().requires_grad_();
            var slope = autograd.grad([critic.call(at).sum()], [at], retain_graph: true, create_graph: true)[0];
            var penalty = (slope.norm(1) - 1).pow(2).sum();
            return [penalty, .. autograd.grad([penalty], [.. critic.parameters().Take(3)])];
        }, [Normal(4, 6)]);
    }

    // a step on some examples, and what it makes of others, by the weights before it
    private static OperatorCase InnerStep()
    {
        var (weight, bias) = (Normal(3, 6), Normal(3));
        return new OperatorCase("a gradient through a step of training", x =>
        {
            using var gradients = enable_grad();
            Tensor[] before = [weight.detach().requires_grad_(), bias.detach().requires_grad_()];
            Tensor Loss(Tensor[] w, Tensor at) => F.linear(at, w[0], w[1]).tanh().pow(2).sum();
            var inner = autograd.grad([Loss(before, x[0])], before, retain_graph: true, create_graph: true);
            var loss = Loss([before[0] - inner[0] * 0.1f, before[1] - inner[1] * 0.1f], x[1]);
            return [loss, .. autograd.grad([loss], before)];
        }, [Normal(4, 6), Normal(5, 6)]) { Specs = [Rows("x", "own"), Rows("y", "others")] };
    }

    private static OperatorCase SecondDerivativeByWeights()
    {
        var module = nn.Conv2d(2, 3, 3);
        Settle(module);
        return new OperatorCase("second derivatives by a convolution's weights", x =>
        {
            using var gradients = enable_grad();
            var first = autograd.grad([module.call(x[0]).tanh().pow(2).sum()], [.. module.parameters()], retain_graph: true, create_graph: true);
            return [.. autograd.grad([first[0].pow(2).sum() + first[1].pow(2).sum()], [.. module.parameters()])];
        }, [Normal(2, 2, 5, 4)]);
    }

    private static OnnxForge.Export.InputSpec Rows(string name, string dimension) => new(name) { DynamicDimensions = new Dictionary<int, string> { [0] = dimension } };
}
