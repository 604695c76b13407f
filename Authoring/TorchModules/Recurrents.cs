using static TorchSharp.torch;
using Modules = TorchSharp.Modules;

namespace OnnxForge.Authoring.TorchModules;

// Recurrent modules: sizes show in the weights, the rest is libtorch's.

/// <summary>What the weights of a recurrent module say: <c>weight_ih_l0 [gates * hidden, input]</c>, <c>weight_hh_l0 [gates * hidden, hidden]</c>.</summary>
internal sealed record RecurrentSizes(long InputSize, long HiddenSize, long NumLayers, bool Bias, bool Bidirectional)
{
    public static RecurrentSizes Of(nn.Module module)
    {
        var weights = module.named_parameters().ToDictionary(item => item.name, item => item.parameter.shape);
        return new(weights["weight_ih_l0"][1], weights["weight_hh_l0"][1], Enumerable.Range(0, weights.Count).TakeWhile(layer => weights.ContainsKey($"weight_ih_l{layer}")).Count(),
            weights.ContainsKey("bias_ih_l0"), weights.ContainsKey("weight_ih_l0_reverse"));
    }

    public static RecurrentSizes OfCell(nn.Module module)
    {
        var weights = module.named_parameters().ToDictionary(item => item.name, item => item.parameter.shape);
        return new(weights["weight_ih"][1], weights["weight_hh"][1], 1, weights.ContainsKey("bias_ih"), false);
    }
}

[CustomObject("torch/rnn")]
internal sealed record RNNSettings(long InputSize, long HiddenSize, long NumLayers, nn.NonLinearities NonLinearity, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.RNN, RNNSettings>
{
    // The kinds stand in libtorch's list as hyperbolic tangent, ReLU.
    private static readonly NativeSetting<byte> relu = NativeModule.Switch(on => nn.RNN(1, 1, nonLinearity: on ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh));
    private static readonly NativeSetting<byte> batchFirst = NativeModule.Switch(on => nn.RNN(1, 1, batchFirst: on));
    private static readonly NativeSetting<double> dropout = new(value => nn.RNN(1, 1, 2, dropout: value), 0.1237, 0.4391);

    public static RNNSettings Of(Modules.RNN module)
    {
        var sizes = RecurrentSizes.Of(module);
        return new(sizes.InputSize, sizes.HiddenSize, sizes.NumLayers, relu.Read(module) == 1 ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh, sizes.Bias, batchFirst.Read(module) == 1,
            dropout.Read(module), sizes.Bidirectional, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * ((double)HiddenSize * NumLayers + InputSize);

    public override nn.Module Create() => WithType(nn.RNN(InputSize, HiddenSize, NumLayers, NonLinearity, Bias, BatchFirst, Dropout, Bidirectional), Dtype);
}

[CustomObject("torch/lstm")]
internal sealed record LSTMSettings(long InputSize, long HiddenSize, long NumLayers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.LSTM, LSTMSettings>
{
    private static readonly NativeSetting<byte> batchFirst = NativeModule.Switch(on => nn.LSTM(1, 1, batchFirst: on));
    private static readonly NativeSetting<double> dropout = new(value => nn.LSTM(1, 1, 2, dropout: value), 0.1237, 0.4391);

    public static LSTMSettings Of(Modules.LSTM module)
    {
        var sizes = RecurrentSizes.Of(module);
        return new(sizes.InputSize, sizes.HiddenSize, sizes.NumLayers, sizes.Bias, batchFirst.Read(module) == 1, dropout.Read(module), sizes.Bidirectional, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * ((double)HiddenSize * NumLayers + InputSize);

    public override nn.Module Create() => WithType(nn.LSTM(InputSize, HiddenSize, NumLayers, Bias, BatchFirst, Dropout, Bidirectional), Dtype);
}

[CustomObject("torch/gru")]
internal sealed record GRUSettings(long InputSize, long HiddenSize, long NumLayers, bool Bias, bool BatchFirst, double Dropout, bool Bidirectional, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.GRU, GRUSettings>
{
    private static readonly NativeSetting<byte> batchFirst = NativeModule.Switch(on => nn.GRU(1, 1, batchFirst: on));
    private static readonly NativeSetting<double> dropout = new(value => nn.GRU(1, 1, 2, dropout: value), 0.1237, 0.4391);

    public static GRUSettings Of(Modules.GRU module)
    {
        var sizes = RecurrentSizes.Of(module);
        return new(sizes.InputSize, sizes.HiddenSize, sizes.NumLayers, sizes.Bias, batchFirst.Read(module) == 1, dropout.Read(module), sizes.Bidirectional, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * ((double)HiddenSize * NumLayers + InputSize);

    public override nn.Module Create() => WithType(nn.GRU(InputSize, HiddenSize, NumLayers, Bias, BatchFirst, Dropout, Bidirectional), Dtype);
}

[CustomObject("torch/rnn-cell")]
internal sealed record RNNCellSettings(long InputSize, long HiddenSize, nn.NonLinearities NonLinearity, bool Bias, ScalarType Dtype)
    : ModuleSettings, ISettingsOf<Modules.RNNCell, RNNCellSettings>
{
    private static readonly NativeSetting<byte> relu = NativeModule.Switch(on => nn.RNNCell(1, 1, on ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh));

    public static RNNCellSettings Of(Modules.RNNCell module)
    {
        var sizes = RecurrentSizes.OfCell(module);
        return new(sizes.InputSize, sizes.HiddenSize, relu.Read(module) == 1 ? nn.NonLinearities.ReLU : nn.NonLinearities.Tanh, sizes.Bias, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * (HiddenSize + InputSize);

    public override nn.Module Create() => WithType(nn.RNNCell(InputSize, HiddenSize, NonLinearity, Bias), Dtype);
}

[CustomObject("torch/lstm-cell")]
internal sealed record LSTMCellSettings(long InputSize, long HiddenSize, bool Bias, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.LSTMCell, LSTMCellSettings>
{
    public static LSTMCellSettings Of(Modules.LSTMCell module)
    {
        var sizes = RecurrentSizes.OfCell(module);
        return new(sizes.InputSize, sizes.HiddenSize, sizes.Bias, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * (HiddenSize + InputSize);

    public override nn.Module Create() => WithType(nn.LSTMCell(InputSize, HiddenSize, Bias), Dtype);
}

[CustomObject("torch/gru-cell")]
internal sealed record GRUCellSettings(long InputSize, long HiddenSize, bool Bias, ScalarType Dtype) : ModuleSettings, ISettingsOf<Modules.GRUCell, GRUCellSettings>
{
    public static GRUCellSettings Of(Modules.GRUCell module)
    {
        var sizes = RecurrentSizes.OfCell(module);
        return new(sizes.InputSize, sizes.HiddenSize, sizes.Bias, TypeOf(module));
    }

    public override double LeastValues => (double)HiddenSize * (HiddenSize + InputSize);

    public override nn.Module Create() => WithType(nn.GRUCell(InputSize, HiddenSize, Bias), Dtype);
}
