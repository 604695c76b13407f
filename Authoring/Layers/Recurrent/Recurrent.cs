using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What recurrent layers have in common: <c>[batch, time, features]</c> to <c>[batch, units]</c>, the last output, or <c>[batch, time, units]</c>, all of them.</summary>
/// <remarks>They run on libtorch's own kernels, step by step where <c>recurrentDropout</c> acts. Weights are stored as these have them, gates times units first: the kernel <c>[gates * units, features]</c>, drawn as
/// <c>[features, gates * units]</c>, the recurrent kernel <c>[gates * units, units]</c>, drawn as <c>[units, gates * units]</c>, the bias <c>[gates * units]</c>.
/// Time has 1 step or more.</remarks>
public abstract class Recurrent : SequenceLayer
{
    private readonly int gates;
    private Parameter? kernel;
    private Parameter? recurrentKernel;
    private Parameter? bias;

    /// <summary>A recurrent layer that is built on its first input.</summary>
    /// <param name="gates">How many blocks of units the weights hold.</param>
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
    private protected Recurrent(int gates, int units, bool useBias, Initializer? kernelInitializer, Initializer? recurrentInitializer, Initializer? biasInitializer,
        Regularizer? kernelRegularizer, Regularizer? recurrentRegularizer, Regularizer? biasRegularizer, Constraint? kernelConstraint, Constraint? recurrentConstraint,
        Constraint? biasConstraint, double dropout, double recurrentDropout, bool returnSequences, bool returnState, bool goBackwards, string? name) : base(returnSequences, returnState, name)
    {
        this.gates = gates;
        Settings.RequireWeight(useBias, Where, "useBias", ("biasRegularizer", biasRegularizer), ("biasConstraint", biasConstraint));
        (Units, UseBias, Dropout) = (Settings.AtLeast(1, units, Where, "units"), useBias, Settings.Rate(dropout, Where, "dropout"));
        RecurrentDropout = Settings.Rate(recurrentDropout, Where, "recurrentDropout");
        (KernelInitializer, RecurrentInitializer) = (kernelInitializer ?? new GlorotUniform(), recurrentInitializer ?? new Orthogonal());
        BiasInitializer = biasInitializer ?? new Zeros();
        (KernelRegularizer, RecurrentRegularizer, BiasRegularizer) = (kernelRegularizer, recurrentRegularizer, biasRegularizer);
        (KernelConstraint, RecurrentConstraint, BiasConstraint) = (kernelConstraint, recurrentConstraint, biasConstraint);
        GoBackwards = goBackwards;
    }

    /// <summary>The size of the state and of each output.</summary>
    public int Units { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>The kernel's first values.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>The recurrent kernel's first values.</summary>
    public Initializer RecurrentInitializer { get; }

    /// <summary>The bias's first values.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>The penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>The penalty on the recurrent kernel, or null.</summary>
    public Regularizer? RecurrentRegularizer { get; }

    /// <summary>The penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>What the kernel is brought back to after each step, or null.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>What the recurrent kernel is brought back to after each step, or null.</summary>
    public Constraint? RecurrentConstraint { get; }

    /// <summary>What the bias is brought back to after each step, or null.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The probability that a feature of a sample becomes 0 in training mode.</summary>
    public double Dropout { get; }

    /// <summary>The probability that a unit of the state becomes 0 where it meets the recurrent kernel, in training mode.</summary>
    public double RecurrentDropout { get; }

    /// <summary>Whether the sequence is read from its end.</summary>
    public bool GoBackwards { get; }

    private protected override bool Reversed => GoBackwards;

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long blocks = gates * Units;
        kernel = AddWeight("kernel", [blocks, input[^1]], new Reordered(KernelInitializer, [input[^1], blocks], [1, 0]), KernelRegularizer, KernelConstraint);
        recurrentKernel = AddWeight("recurrentKernel", [blocks, Units], new Reordered(RecurrentInitializer, [Units, blocks], [1, 0]), RecurrentRegularizer, RecurrentConstraint);
        if (UseBias) bias = AddWeight("bias", [blocks], FirstBias, BiasRegularizer, BiasConstraint);
    }

    /// <summary>What gives the bias its first values.</summary>
    private protected virtual Initializer FirstBias => BiasInitializer;

    /// <summary>The bias of the product with the state, where it has one of its own.</summary>
    private protected virtual Tensor? RecurrentBias => null;

    private protected override Tensor? InputWeight => kernel ?? throw NotBuilt();

    private protected override TensorSpec OutputOf(TensorSpec input) =>
        input with { Shape = ReturnSequences ? [input.Shape[0], input.Shape[1], Units] : [input.Shape[0], Units] };

    private protected override (Tensor Output, IReadOnlyList<Tensor> States) Run(Tensor input, IReadOnlyList<Tensor> states, Tensor? mask, bool wantsStates)
    {
        var (batch, features) = (input.shape[0], input.shape[2]);
        var x = GoBackwards ? input.flip(1) : input;
        if (training && Dropout > 0) x = x * nn.functional.dropout(ones([batch, 1, features], input.dtype, input.device), Dropout);
        if (states.Count == 0) states = [.. StateSizes.Select(size => zeros([batch, size], input.dtype, input.device))];
        if (mask is null)
        {
            var (all, last) = Steps(x, states, kernel!);
            return (ReturnSequences ? all : all.select(1, -1), last);
        }
        var kept = new KeptSteps(GoBackwards ? mask.flip(1) : mask);
        var (front, weights) = (kept.Front(x), (Tensor)kernel!);
        if (wantsStates) (front, weights) = HoldStates(front, weights, kept);
        var (outputs, held) = Steps(front, states, weights);
        // The first state is the output.
        return (ReturnSequences ? kept.All(outputs) : kept.Last(outputs, zeros_like(states[0])), wantsStates ? [kept.Last(outputs, states[0]), .. held.Skip(1)] : held);
    }

    /// <summary>Steps and kernel with which the states that are no output stay as they are behind the kept steps.</summary>
    private protected virtual (Tensor Steps, Tensor Kernel) HoldStates(Tensor steps, Tensor weights, KeptSteps kept) => (steps, weights);

    /// <summary>The outputs at every time, <c>[batch, time, units]</c>, and the last states, by libtorch's kernel.</summary>
    private protected abstract (Tensor Outputs, IReadOnlyList<Tensor> States) RunKernel(Tensor input, IReadOnlyList<Tensor> states, Tensor kernel, Tensor recurrentKernel, Tensor bias, Tensor recurrentBias);

    /// <summary>The states after one step; the first is the output.</summary>
    /// <param name="fromInput">The product of the step's input with the kernel and its bias, <c>[batch, gates * units]</c>.</param>
    /// <param name="fromState">The product of the output before it with the recurrent kernel, likewise.</param>
    /// <param name="states">The states before it.</param>
    private protected abstract IReadOnlyList<Tensor> Step(Tensor fromInput, Tensor fromState, IReadOnlyList<Tensor> states);

    private (Tensor Outputs, IReadOnlyList<Tensor> States) Steps(Tensor x, IReadOnlyList<Tensor> states, Tensor weights)
    {
        if (training && RecurrentDropout > 0) return StepByStep(x, states, weights);
        var none = zeros([gates * Units], x.dtype, x.device);
        return RunKernel(x, states, weights, recurrentKernel!, bias ?? none, RecurrentBias ?? none);
    }

    // libtorch's kernels have no dropout inside of a sequence.
    private (Tensor Outputs, IReadOnlyList<Tensor> States) StepByStep(Tensor x, IReadOnlyList<Tensor> states, Tensor weights)
    {
        var kept = nn.functional.dropout(ones_like(states[0]), RecurrentDropout);
        var fromInput = nn.functional.linear(x, weights, bias);
        var outputs = new List<Tensor>();
        for (var time = 0; time < x.shape[1]; time++)
        {
            states = Step(fromInput.select(1, time), nn.functional.linear(states[0] * kept, recurrentKernel!, RecurrentBias), states);
            outputs.Add(states[0]);
        }
        return (stack(outputs, 1), states);
    }
}
