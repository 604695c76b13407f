using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Long short-term memory (Hochreiter and Schmidhuber 1997): <c>[batch, time, features]</c> to <c>[batch, units]</c> or <c>[batch, time, units]</c>.</summary>
/// <remarks>Gates are sigmoid, cell and output tanh. The blocks of the weights are input, forget, cell and output gate, as in Keras. The states are the output and the cell.</remarks>
[CustomObject("onnxforge/lstm")]
public sealed class Lstm : Recurrent
{
    /// <summary>A recurrent layer that is built on its first input.</summary>
    /// <param name="units">The size of the state and of each output, 1 or more.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="recurrentInitializer">The recurrent kernel's first values; default <see cref="Orthogonal"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="unitForgetBias">Whether 1 is added to the forget gate's first bias, so that the cell remembers at first (Jozefowicz et al. 2015).</param>
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
    public Lstm(int units, bool useBias = true, Initializer? kernelInitializer = null, Initializer? recurrentInitializer = null, Initializer? biasInitializer = null,
        bool unitForgetBias = true, Regularizer? kernelRegularizer = null, Regularizer? recurrentRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null,
        Constraint? recurrentConstraint = null, Constraint? biasConstraint = null, double dropout = 0, double recurrentDropout = 0, bool returnSequences = false, bool returnState = false,
        bool goBackwards = false, string? name = null)
        : base(4, units, useBias, kernelInitializer, recurrentInitializer, biasInitializer, kernelRegularizer, recurrentRegularizer, biasRegularizer, kernelConstraint,
            recurrentConstraint, biasConstraint, dropout, recurrentDropout, returnSequences, returnState, goBackwards, name) => UnitForgetBias = unitForgetBias;

    /// <summary>Whether 1 is added to the forget gate's first bias.</summary>
    public bool UnitForgetBias { get; }

    private protected override Initializer FirstBias => UnitForgetBias ? new ForgetBias(BiasInitializer, Units) : BiasInitializer;

    internal override IReadOnlyList<int> StateSizes => [Units, Units];

    private protected override (Tensor Outputs, IReadOnlyList<Tensor> States) RunKernel(Tensor input, IReadOnlyList<Tensor> states, Tensor kernel, Tensor recurrentKernel, Tensor bias, Tensor recurrentBias) =>
        RecurrentKernels.Run("lstm", input, states, kernel, recurrentKernel, bias, recurrentBias);

    private protected override IReadOnlyList<Tensor> Step(Tensor fromInput, Tensor fromState, IReadOnlyList<Tensor> states)
    {
        var gates = (fromInput + fromState).chunk(4, -1);
        var cell = gates[1].sigmoid() * states[1] + gates[0].sigmoid() * gates[2].tanh();
        return [gates[3].sigmoid() * cell.tanh(), cell];
    }

    private protected override (Tensor Steps, Tensor Kernel) HoldStates(Tensor steps, Tensor weights, KeptSteps kept) =>
        (cat([steps, kept.Behind(steps)], -1), cat([weights, KeptSteps.Hold(weights)], 1));

    private sealed record ForgetBias(Initializer Inner, int Units) : Initializer
    {
        public override Tensor Create(long[] shape)
        {
            using var scope = NewDisposeScope();
            using Scalar one = 1;
            var values = Inner.Create(shape);
            values[Units..(2 * Units)].add_(one);
            return values.MoveToOuterDisposeScope();
        }
    }
}
