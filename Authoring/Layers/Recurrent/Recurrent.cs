using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What recurrent layers have in common: <c>[batch, time, features]</c> to <c>[batch, units]</c>, the last output, or <c>[batch, time, units]</c>, all of them.</summary>
/// <remarks>They run on libtorch's own kernels. Weights are stored as these have them, gates times units first: the kernel <c>[gates * units, features]</c>, drawn as
/// <c>[features, gates * units]</c>, the recurrent kernel <c>[gates * units, units]</c>, drawn as <c>[units, gates * units]</c>, the bias <c>[gates * units]</c>.
/// The state begins at zeros, time has 1 step or more.</remarks>
public abstract class Recurrent : Layer
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
    /// <param name="returnSequences">Whether all outputs are given, or the last one.</param>
    /// <param name="goBackwards">Whether the sequence is read from its end; outputs come in the order in which they are made.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">units is below 1, or dropout is not from 0 to below 1.</exception>
    private protected Recurrent(int gates, int units, bool useBias, Initializer? kernelInitializer, Initializer? recurrentInitializer, Initializer? biasInitializer,
        Regularizer? kernelRegularizer, Regularizer? recurrentRegularizer, Regularizer? biasRegularizer, Constraint? kernelConstraint, Constraint? recurrentConstraint,
        Constraint? biasConstraint, double dropout, bool returnSequences, bool goBackwards, string? name) : base(name)
    {
        this.gates = gates;
        (Units, UseBias, Dropout) = (Settings.AtLeast(1, units, Where, "units"), useBias, Settings.Rate(dropout, Where, "dropout"));
        (KernelInitializer, RecurrentInitializer) = (kernelInitializer ?? new GlorotUniform(), recurrentInitializer ?? new Orthogonal());
        BiasInitializer = biasInitializer ?? new Zeros();
        (KernelRegularizer, RecurrentRegularizer, BiasRegularizer) = (kernelRegularizer, recurrentRegularizer, biasRegularizer);
        (KernelConstraint, RecurrentConstraint, BiasConstraint) = (kernelConstraint, recurrentConstraint, biasConstraint);
        (ReturnSequences, GoBackwards) = (returnSequences, goBackwards);
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

    /// <summary>Whether all outputs are given, or the last one.</summary>
    public bool ReturnSequences { get; }

    /// <summary>Whether the sequence is read from its end.</summary>
    public bool GoBackwards { get; }

    private protected override InputLayout Layout => InputLayout.Sequence;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input, kernel ?? throw NotBuilt());
        var (batch, time) = (input.shape[0], input.shape[1]);
        if (time == 0) throw new ShapeException(Where, "1 time step or more", $"an input {Shape.Of(input)}", "Leave out empty sequences.");
        var x = GoBackwards ? input.flip(1) : input;
        if (training && Dropout > 0) x = x * nn.functional.dropout(ones([batch, 1, input.shape[2]], input.dtype, input.device), Dropout);
        var state = zeros([1, batch, Units], input.dtype, input.device);
        var none = zeros([gates * Units], input.dtype, input.device);
        var outputs = Run(x, state, kernel, recurrentKernel!, bias ?? none, none);
        return ReturnSequences ? outputs : outputs.select(1, -1);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long blocks = gates * Units;
        kernel = AddWeight("kernel", [blocks, input[^1]], new Reordered(KernelInitializer, [input[^1], blocks], [1, 0]), KernelRegularizer, KernelConstraint);
        recurrentKernel = AddWeight("recurrentKernel", [blocks, Units], new Reordered(RecurrentInitializer, [Units, blocks], [1, 0]), RecurrentRegularizer, RecurrentConstraint);
        if (UseBias) bias = AddWeight("bias", [blocks], FirstBias, BiasRegularizer, BiasConstraint);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return ReturnSequences ? [input[0], input[1], Units] : [input[0], Units];
    }

    /// <summary>What gives the bias its first values.</summary>
    private protected virtual Initializer FirstBias => BiasInitializer;

    /// <summary>The outputs at every time, <c>[batch, time, units]</c>.</summary>
    private protected abstract Tensor Run(Tensor input, Tensor state, Tensor kernel, Tensor recurrentKernel, Tensor bias, Tensor zeros);
}
