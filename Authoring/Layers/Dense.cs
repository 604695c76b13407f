using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A fully connected layer: activation(input · kernel + bias), <c>[..., in]</c> to <c>[..., units]</c>.</summary>
[CustomObject("onnxforge/dense")]
public sealed class Dense : Layer
{
    private Parameter? kernel;
    private Parameter? bias;

    /// <summary>A dense layer that is built on its first input.</summary>
    /// <param name="units">The size of the output's last dimension, 1 or more.</param>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">What the kernel is brought back to after each step.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">units is below 1.</exception>
    public Dense(int units, Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null,
        string? name = null) : base(name)
    {
        if (units < 1) throw new ConfigException("Dense", "units of 1 or more", $"{units}", "Give the size of the output's last dimension.");
        Units = units;
        Activation = activation;
        UseBias = useBias;
        KernelInitializer = kernelInitializer ?? new GlorotUniform();
        BiasInitializer = biasInitializer ?? new Zeros();
        KernelRegularizer = kernelRegularizer;
        BiasRegularizer = biasRegularizer;
        KernelConstraint = kernelConstraint;
        BiasConstraint = biasConstraint;
    }

    /// <summary>The size of the output's last dimension.</summary>
    public int Units { get; }

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

    /// <summary>What the kernel is brought back to after each step, or null.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>What the bias is brought back to after each step, or null.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The kernel, <c>[in, units]</c>, owned by the layer.</summary>
    /// <exception cref="AuthoringException">The layer is not built.</exception>
    public Parameter Kernel => kernel ?? throw NotBuilt();

    /// <summary>The bias, <c>[units]</c>, owned by the layer; null before the build and without bias.</summary>
    public Parameter? Bias => bias;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        try
        {
            var output = Transform(input, Kernel);
            return Activation is null ? output : Activation.Apply(output);
        }
        catch (ExternalException error) when (kernel is not null && (input.dim() == 0 || input.shape[^1] != kernel.shape[0]))
        {
            throw new ShapeException($"Dense {GetName()}", $"an input [..., {kernel.shape[0]}], as it was built for", $"an input {Shape.Of(input)}",
                "Give it the features of the first input, or make a new layer.", error);
        }
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        if (input.Count == 0 || input[^1] < 1)
        {
            throw new ShapeException($"Dense {GetName()}", "an input [batch, ..., features] whose features are known", $"{input}",
                "Give a tensor with a last dimension of 1 or more, such as x.reshape(-1, 1).");
        }
        kernel = AddWeight("kernel", [input[^1], Units], KernelInitializer, KernelRegularizer, KernelConstraint);
        if (UseBias) bias = AddWeight("bias", [Units], BiasInitializer, BiasRegularizer, BiasConstraint);
    }

    // addmm adds the bias in the product's own pass; it takes matrices only.
    private Tensor Transform(Tensor input, Parameter matrix)
    {
        if (bias is null) return input.matmul(matrix);
        return input.dim() == 2 ? bias.addmm(input, matrix, 1, 1) : input.matmul(matrix) + bias;
    }
}
