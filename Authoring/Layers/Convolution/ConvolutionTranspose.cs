using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What transposed convolutions over 1 to 3 dimensions have in common: <c>[batch, channels, ...]</c> to <c>[batch, filters, ...]</c>, each size times the stride.</summary>
/// <remarks>The kernel is stored as libtorch has it, <c>[channels, filters, kernel...]</c>; its initializer draws <c>[kernel..., channels, filters]</c>.
/// With Same an output size is the input's times the stride; with Valid it is what the windows reach, and at least that.</remarks>
public abstract class ConvolutionTranspose : KernelLayer
{
    private readonly Windows windows;

    /// <summary>A transposed convolution that is built on its first input.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="filters">The output's channels, 1 or more.</param>
    /// <param name="kernelSize">The window, one size for each dimension or one for all: <c>[3, 5]</c>, <c>[3]</c>.</param>
    /// <param name="strides">By how much each dimension grows, likewise; default 1.</param>
    /// <param name="padding">Valid (the default) or Same.</param>
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
    /// <exception cref="ConfigException">A number is too small, there is another number of sizes, the padding is causal, or a penalty or constraint is on a weight that is left out.</exception>
    private protected ConvolutionTranspose(int rank, int filters, Shape kernelSize, Shape? strides, PaddingMode padding, Shape? dilationRate, Activation? activation, bool useBias,
        Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer, Regularizer? biasRegularizer, Constraint? kernelConstraint,
        Constraint? biasConstraint, string? name)
        : base(activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name)
    {
        if (padding == PaddingMode.Causal) throw new ConfigException(Where, "padding Valid or Same", "Causal", "Choose one of these.");
        Filters = Settings.AtLeast(1, filters, Where, "filters");
        windows = Windows.Of(rank, Where, "kernelSize", kernelSize, strides, dilationRate, padding);
    }

    /// <summary>The output's channels.</summary>
    public int Filters { get; }

    /// <summary>The window, a size for each dimension.</summary>
    public Shape KernelSize => windows.Size;

    /// <summary>By how much each dimension grows.</summary>
    public Shape Strides => windows.Strides;

    /// <summary>Valid or Same.</summary>
    public PaddingMode Padding => windows.Padding;

    /// <summary>The distance between the window's elements, one for each dimension.</summary>
    public Shape DilationRate => windows.Dilation;

    private protected override InputLayout Layout => InputLayout.Space(windows.Rank, isFixed: true);

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var space = windows.Rank;
        AddKernel([input[1], Filters, .. KernelSize], new Reordered(KernelInitializer, [.. KernelSize, input[1], Filters], [space, space + 1, .. Enumerable.Range(0, space)]), Filters);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return [input[0], Filters, .. Enumerable.Range(0, windows.Rank).Select(i => input[i + 2] < 0 ? -1 : input[i + 2] * Strides[i] + (Padding == PaddingMode.Same ? 0 : Math.Max(0, Beyond(i))))];
    }

    private protected override Tensor Transform(Tensor input)
    {
        var dimensions = Enumerable.Range(0, windows.Rank).ToArray();
        long[] added = [.. dimensions.Select(i => Math.Max(0, -Beyond(i)))];
        if (Padding == PaddingMode.Valid) return ConvolutionKernels.ApplyTransposed(input, Kernel, Bias, windows, new long[windows.Rank], added);
        // Same drops half of what lies beyond before, and the other half, which may be one more, after.
        var output = ConvolutionKernels.ApplyTransposed(input, Kernel, Bias, windows, [.. dimensions.Select(i => Math.Max(0, Beyond(i)) / 2)], added);
        foreach (var i in dimensions.Where(i => Beyond(i) > 0 && Beyond(i) % 2 == 1)) output = output.slice(i + 2, 0, output.shape[i + 2] - 1, 1);
        return output;
    }

    // By how much windows reach beyond the input's size times the stride; negative where they leave a gap.
    private long Beyond(int dimension) => windows.Extent(dimension) - Strides[dimension];
}
