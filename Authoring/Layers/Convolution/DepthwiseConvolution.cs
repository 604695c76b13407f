using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What depthwise convolutions have in common: each channel has its own kernels, <c>[batch, channels, ...]</c> to <c>[batch, channels * depthMultiplier, ...]</c>.</summary>
/// <remarks>The kernel is stored as libtorch has it, <c>[channels * depthMultiplier, 1, kernel...]</c>; its initializer draws <c>[kernel..., channels, depthMultiplier]</c>.</remarks>
public abstract class DepthwiseConvolution : KernelLayer
{
    private readonly Windows windows;

    /// <summary>A depthwise convolution that is built on its first input.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="kernelSize">The window, one size for each dimension or one for all: <c>[3, 5]</c>, <c>[3]</c>.</param>
    /// <param name="strides">The window's steps, likewise; default 1.</param>
    /// <param name="padding">What is added around the input; default nothing.</param>
    /// <param name="depthMultiplier">The outputs of each channel, 1 or more.</param>
    /// <param name="dilationRate">The distance between the window's elements, likewise; default 1.</param>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">What the kernel is brought back to after each step; it sees the kernel as it is stored.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is too small, there is another number of sizes, or a penalty or constraint is on a weight that is left out.</exception>
    private protected DepthwiseConvolution(int rank, Shape kernelSize, Shape? strides, PaddingMode padding, int depthMultiplier, Shape? dilationRate, Activation? activation, bool useBias,
        Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer, Regularizer? biasRegularizer, Constraint? kernelConstraint,
        Constraint? biasConstraint, string? name)
        : base(activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name)
    {
        DepthMultiplier = Settings.AtLeast(1, depthMultiplier, Where, "depthMultiplier");
        windows = Windows.Of(rank, Where, "kernelSize", kernelSize, strides, dilationRate, padding);
    }

    /// <summary>The window, a size for each dimension.</summary>
    public Shape KernelSize => windows.Size;

    /// <summary>The window's steps, one for each dimension.</summary>
    public Shape Strides => windows.Strides;

    /// <summary>What is added around the input.</summary>
    public PaddingMode Padding => windows.Padding;

    /// <summary>The outputs of each channel.</summary>
    public int DepthMultiplier { get; }

    /// <summary>The distance between the window's elements, one for each dimension.</summary>
    public Shape DilationRate => windows.Dilation;

    private protected override InputLayout Layout => InputLayout.Space(windows.Rank, isFixed: true);

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var (channels, space) = (input[1], windows.Rank);
        AddKernel([channels * DepthMultiplier, 1, .. KernelSize],
            new Reordered(KernelInitializer, [.. KernelSize, channels, DepthMultiplier], [space, space + 1, .. Enumerable.Range(0, space)]), channels * DepthMultiplier);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return windows.Output(input, input[1] * DepthMultiplier);
    }

    private protected override Tensor Transform(Tensor input)
    {
        var (x, padding) = windows.Pad(input);
        return ConvolutionKernels.Apply(x, Kernel, Bias, windows, padding, Kernel.shape[0] / DepthMultiplier);
    }
}
