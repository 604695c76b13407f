using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Gated recurrent unit (Cho et al. 2014): <c>[batch, time, features]</c> to <c>[batch, units]</c> or <c>[batch, time, units]</c>.</summary>
/// <remarks>Gates are sigmoid, the new state tanh. The reset gate acts on the product with the recurrent kernel, bias included, as in Keras's <c>reset_after</c>. The blocks of the
/// weights are reset gate, update gate and new state, as in libtorch; Keras has update before reset. There is a bias for the input and one for the state, each <c>[3 * units]</c>.</remarks>
[CustomObject("onnxforge/gru")]
public sealed class Gru : Recurrent
{
    private Parameter? recurrentBias;

    /// <summary>A recurrent layer that is built on its first input.</summary>
    /// <param name="units">The size of the state and of each output, 1 or more.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="recurrentInitializer">The recurrent kernel's first values; default <see cref="Orthogonal"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="recurrentRegularizer">A penalty on the recurrent kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">What the kernel is brought back to after each step; it sees the kernel as it is stored.</param>
    /// <param name="recurrentConstraint">What the recurrent kernel is brought back to after each step, likewise.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="dropout">The probability that a feature of a sample becomes 0 in training mode, at all times alike; from 0 to below 1.</param>
    /// <param name="recurrentDropout">The probability that a unit of a sample's state becomes 0 where it meets the recurrent kernel, in training mode, at all times alike
    /// (Gal and Ghahramani 2016); from 0 to below 1. Steps then run one by one.</param>
    /// <param name="returnSequences">Whether all outputs are given, or the last one.</param>
    /// <param name="returnState">Whether the last states stand behind the output in a functional model.</param>
    /// <param name="goBackwards">Whether the sequence is read from its end; outputs come in the order in which they are made.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">units is below 1, a dropout is not from 0 to below 1, or a penalty or constraint is on a weight that is left out.</exception>
    public Gru(int units, bool useBias = true, Initializer? kernelInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0, double recurrentDropout = 0, bool returnSequences = false, bool returnState = false,
        bool goBackwards = false, string? name = null)
        : base(3, units, useBias, kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint,
            recurrentConstraint, biasConstraint, dropout, recurrentDropout, returnSequences, returnState, goBackwards, name) { }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        base.Build(input);
        if (UseBias) recurrentBias = AddWeight("recurrentBias", [3 * Units], BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    internal override IReadOnlyList<int> StateSizes => [Units];

    private protected override Tensor? RecurrentBias => recurrentBias;

    private protected override (Tensor Outputs, IReadOnlyList<Tensor> States) RunKernel(Tensor input, IReadOnlyList<Tensor> states, Tensor kernel, Tensor recurrentKernel, Tensor bias, Tensor recurrentBias) =>
        RecurrentKernels.Run("gru", input, states, kernel, recurrentKernel, bias, recurrentBias);

    private protected override IReadOnlyList<Tensor> Step(Tensor fromInput, Tensor fromState, IReadOnlyList<Tensor> states)
    {
        var (input, state) = (fromInput.chunk(3, -1), fromState.chunk(3, -1));
        var update = (input[1] + state[1]).sigmoid();
        var candidate = (input[2] + (input[0] + state[0]).sigmoid() * state[2]).tanh();
        return [candidate + update * (states[0] - candidate)];
    }
}
