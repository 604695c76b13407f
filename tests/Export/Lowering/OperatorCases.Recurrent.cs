using TorchSharp.Modules;
using static OnnxForge.Tests.Export.OperatorCase;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

internal static partial class OperatorCases
{
    private static readonly (int, string)[] BatchSecond = [(1, "batch")], BatchAndTime = [(1, "batch"), (0, "time")];

    public static readonly IReadOnlyList<OperatorCase> Recurrent =
    [
        Lstm("LSTM", nn.LSTM(3, 4), Normal(6, 4, 3)),
        Lstm("LSTM of two layers without bias", nn.LSTM(3, 4, numLayers: 2, bias: false), Normal(6, 4, 3)),
        Lstm("LSTM in both directions, two layers, over dynamic times", nn.LSTM(3, 4, numLayers: 2, bidirectional: true), Normal(6, 4, 3)) with { Specs = Spec(BatchAndTime) },
        Lstm("LSTM batch first with dropout in evaluation", nn.LSTM(3, 4, numLayers: 2, batchFirst: true, dropout: 0.5), Normal(4, 6, 3)) with { Specs = null },
        LstmWithStates(),
        Gru("GRU", nn.GRU(3, 4), Normal(6, 4, 3)),
        Gru("GRU without bias, in both directions, two layers", nn.GRU(3, 4, numLayers: 2, bias: false, bidirectional: true), Normal(6, 4, 3)),
        Gru("GRU batch first", nn.GRU(3, 4, batchFirst: true), Normal(4, 6, 3)) with { Specs = null },
        Rnn("RNN tanh", nn.RNN(3, 4), Normal(6, 4, 3)),
        Rnn("RNN relu in both directions", nn.RNN(3, 4, numLayers: 2, nonLinearity: nn.NonLinearities.ReLU, bidirectional: true), Normal(6, 4, 3)),
        Script("lstm_cell", "p, q = torch.lstm_cell(x, [y, z], a, b, c, d); [p, q]", [Normal(4, 3), Normal(4, 5), Uniform(4, 5)], Normal(20, 3), Normal(20, 5), Normal(20), Uniform(20)),
        Script("gru_cell", "torch.gru_cell(x, y, a, b, c, d)", [Normal(4, 3), Normal(4, 5)], Normal(15, 3), Normal(15, 5), Normal(15), Uniform(15)),
        Script("gru_cell without bias", "torch.gru_cell(x, y, a, b)", [Normal(4, 3), Normal(4, 5)], Normal(15, 3), Normal(15, 5)),
        Script("rnn_tanh_cell", "torch.rnn_tanh_cell(x, y, a, b, c, d)", [Normal(4, 3), Normal(4, 5)], Normal(5, 3), Normal(5, 5), Normal(5), Uniform(5)),
        Script("rnn_relu_cell", "torch.rnn_relu_cell(x, y, a, b, c, d)", [Normal(4, 3), Normal(4, 5)], Normal(5, 3), Normal(5, 5), Normal(5), Uniform(5)),
        Cell(),
        WeightsThatAreInputs(),
    ];

    private static IReadOnlyList<OnnxForge.Export.InputSpec> Spec((int Axis, string Name)[] dynamic) =>
        [new OnnxForge.Export.InputSpec("x") { DynamicDimensions = dynamic.ToDictionary(p => p.Axis, p => p.Name) }];

    private static OperatorCase Lstm(string name, LSTM module, Tensor input)
    {
        Settle(module);
        return new OperatorCase(name, x =>
        {
            var (output, hidden, cell) = module.call(x[0], null);
            return [output, hidden, cell];
        }, [input]) { Specs = Spec(BatchSecond) };
    }

    private static OperatorCase LstmWithStates()
    {
        var module = nn.LSTM(3, 4, numLayers: 2, bidirectional: true);
        Settle(module);
        return new OperatorCase("LSTM with initial states", x =>
        {
            var (output, hidden, cell) = module.call(x[0], (x[1], x[2]));
            return [output, hidden, cell];
        }, [Normal(6, 4, 3), Normal(4, 4, 4), Uniform(4, 4, 4)]).WithDynamic(BatchSecond, BatchSecond, BatchSecond);
    }

    private static OperatorCase Gru(string name, GRU module, Tensor input)
    {
        Settle(module);
        return new OperatorCase(name, x =>
        {
            var (output, hidden) = module.call(x[0], null);
            return [output, hidden];
        }, [input]) { Specs = Spec(BatchSecond) };
    }

    private static OperatorCase Rnn(string name, RNN module, Tensor input)
    {
        Settle(module);
        return new OperatorCase(name, x =>
        {
            var (output, hidden) = module.call(x[0], null);
            return [output, hidden];
        }, [input]) { Specs = Spec(BatchSecond) };
    }

    private static OperatorCase Cell()
    {
        var module = nn.LSTMCell(3, 4);
        Settle(module);
        return new OperatorCase("LSTMCell over three steps", x =>
        {
            var (hidden, cell) = (zeros(x[0].shape[0], 4), ones(x[0].shape[0], 4));
            for (int step = 0; step < 3; step++) (hidden, cell) = module.call(x[0], (hidden, cell));
            return [hidden, cell];
        }, [Normal(4, 3)]);
    }

    // a training step passes the weights in, so they are not constants to be reordered beforehand
    private static OperatorCase WeightsThatAreInputs() => Script("gru_cell with weights as inputs", "torch.gru_cell(x, a, y, z)", [Normal(4, 3), Normal(15, 3), Normal(15, 5)], Normal(4, 5)).WithFixedSizes();
}
