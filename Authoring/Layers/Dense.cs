using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A fully connected layer: activation(input · kernel + bias), <c>[batch, ..., in]</c> to <c>[batch, ..., units]</c>.</summary>
/// <remarks>The kernel is <c>[in, units]</c>, the bias <c>[units]</c>.</remarks>
[CustomObject("onnxforge/dense")]
public sealed class Dense : KernelLayer
{
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
    /// <exception cref="ConfigException">units is below 1, or a penalty or constraint is on a weight that is left out.</exception>
    public Dense(int units, Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name)
    {
        if (units < 1) throw new ConfigException("Dense", "units of 1 or more", $"{units}", "Give the size of the output's last dimension.");
        Units = units;
    }

    /// <summary>The size of the output's last dimension.</summary>
    public int Units { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    private protected override InputLayout Layout => InputLayout.Features;

    /// <inheritdoc/>
    protected override void Build(Shape input) => AddKernel([input[^1], Units], KernelInitializer, Units);

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => [.. input.SkipLast(1), Units];

    // addmm adds the bias in the product's own pass; it takes matrices only.
    private protected override Tensor Transform(Tensor input)
    {
        if (Bias is not { } bias) return input.matmul(Kernel);
        return input.dim() == 2 ? bias.addmm(input, Kernel, 1, 1) : input.matmul(Kernel) + bias;
    }
}
