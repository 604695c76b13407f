using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>libtorch's kernels over whole sequences, which TorchSharp binds only as modules that own their weights.</summary>
internal static class RecurrentKernels
{
    // One layer, forward, batch first. The text is compiled once; what it computes is an operator call with gradients.
    private static readonly Lazy<jit.CompilationUnit> unit = new(() => jit.compile("""
        def lstm(x, h, c, kernel, recurrent, bias, recurrent_bias):
            y, h, c = torch.lstm(x, [h, c], [kernel, recurrent, bias, recurrent_bias], True, 1, 0.0, False, False, True)
            return [y, h, c]
        def gru(x, h, kernel, recurrent, bias, recurrent_bias):
            y, h = torch.gru(x, h, [kernel, recurrent, bias, recurrent_bias], True, 1, 0.0, False, False, True)
            return [y, h]
        def rnn_tanh(x, h, kernel, recurrent, bias, recurrent_bias):
            y, h = torch.rnn_tanh(x, h, [kernel, recurrent, bias, recurrent_bias], True, 1, 0.0, False, False, True)
            return [y, h]
        def rnn_relu(x, h, kernel, recurrent, bias, recurrent_bias):
            y, h = torch.rnn_relu(x, h, [kernel, recurrent, bias, recurrent_bias], True, 1, 0.0, False, False, True)
            return [y, h]

        """));

    /// <summary>The outputs at every time, <c>[batch, time, units]</c>, and the last states, each <c>[batch, units]</c>, from first states of that shape.</summary>
    public static (Tensor Outputs, IReadOnlyList<Tensor> States) Run(string kernel, Tensor input, IReadOnlyList<Tensor> states, params ReadOnlySpan<Tensor> weights)
    {
        var results = unit.Value.invoke<Tensor[]>(kernel, [input, .. states.Select(state => state.unsqueeze(0)), .. weights]);
        return (results[0], [.. results.Skip(1).Select(state => state.squeeze(0))]);
    }
}
