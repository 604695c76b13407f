using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>libtorch's kernels over whole sequences, which TorchSharp binds only as modules that own their weights.</summary>
internal static class RecurrentKernels
{
    // One layer, forward, batch first. The text is compiled once; what it computes is an operator call with gradients.
    private static readonly Lazy<jit.CompilationUnit> unit = new(() => jit.compile("""
        def lstm(x, h, c, kernel, recurrent, bias, zero):
            return torch.lstm(x, [h, c], [kernel, recurrent, bias, zero], True, 1, 0.0, False, False, True)[0]
        def gru(x, h, kernel, recurrent, bias, recurrent_bias):
            return torch.gru(x, h, [kernel, recurrent, bias, recurrent_bias], True, 1, 0.0, False, False, True)[0]
        def rnn_tanh(x, h, kernel, recurrent, bias, zero):
            return torch.rnn_tanh(x, h, [kernel, recurrent, bias, zero], True, 1, 0.0, False, False, True)[0]
        def rnn_relu(x, h, kernel, recurrent, bias, zero):
            return torch.rnn_relu(x, h, [kernel, recurrent, bias, zero], True, 1, 0.0, False, False, True)[0]

        """));

    /// <summary>The outputs at every time, <c>[batch, time, units]</c>.</summary>
    public static Tensor Run(string kernel, params object[] arguments) => unit.Value.invoke<Tensor>(kernel, arguments);
}
