using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What layers with one kernel, a bias and an activation have in common.</summary>
public abstract class KernelLayer : Layer
{
    private Parameter? kernel;
    private Parameter? bias;

    /// <summary>A layer that is built on its first input.</summary>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">What the kernel is brought back to after each step.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A penalty or constraint is on a bias that is left out.</exception>
    private protected KernelLayer(Activation? activation, bool useBias, Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer,
        Regularizer? biasRegularizer, Constraint? kernelConstraint, Constraint? biasConstraint, string? name) : base(name)
    {
        Settings.RequireWeight(useBias, Where, "useBias", ("biasRegularizer", biasRegularizer), ("biasConstraint", biasConstraint));
        Activation = activation;
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? new GlorotUniform();
        BiasInitializer = biasInitializer ?? new Zeros();
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
    }

    /// <summary>What is applied to the output, or null.</summary>
    public Activation? Activation { get; }

    /// <summary>Whether a bias is added.</summary>
    public bool UseBias { get; }

    /// <summary>The kernel's first values.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>The bias's first values.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>The penalty on the kernel, or null.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>The penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>What the kernel is brought back to after each step, or null; it sees the kernel as it is stored.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>What the bias is brought back to after each step, or null.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The kernel, owned by the layer.</summary>
    /// <exception cref="AuthoringException">The layer is not built.</exception>
    public Parameter Kernel => kernel ?? throw NotBuilt();

    /// <summary>The bias, owned by the layer; null before the build and without bias.</summary>
    public Parameter? Bias => bias;

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input, Kernel);
        var output = Transform(input);
        return Activation is null ? output : Activation.Apply(output);
    }

    /// <inheritdoc/>
    protected sealed override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => Activation is { KeepsShape: false } ? null : base.ComputeOutputs(inputs);

    /// <summary>What comes before the activation.</summary>
    private protected abstract Tensor Transform(Tensor input);

    /// <summary>Makes kernel and bias.</summary>
    private protected void AddKernel(long[] shape, Initializer initializer, long biases)
    {
        kernel = AddWeight("kernel", shape, initializer, KernelRegularizer, KernelConstraint);
        if (UseBias) bias = AddWeight("bias", [biases], BiasInitializer, BiasRegularizer, BiasConstraint);
    }
}
