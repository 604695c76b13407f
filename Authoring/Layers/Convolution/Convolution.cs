using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What convolutions over 1 to 3 dimensions have in common: <c>[batch, channels, ...]</c> to <c>[batch, filters, ...]</c>.</summary>
/// <remarks>The kernel is stored as libtorch has it, <c>[filters, channels / groups, kernel...]</c>; its initializer draws <c>[kernel..., channels / groups, filters]</c>.</remarks>
public abstract class Convolution : KernelLayer
{
    private readonly Windows windows;

    /// <summary>A convolution that is built on its first input.</summary>
    /// <param name="rank">The dimensions of space.</param>
    /// <param name="filters">The output's channels, 1 or more.</param>
    /// <param name="kernelSize">The window, one size for each dimension or one for all: <c>[3, 5]</c>, <c>[3]</c>.</param>
    /// <param name="strides">The window's steps, likewise; default 1.</param>
    /// <param name="padding">What is added around the input; default nothing.</param>
    /// <param name="dilationRate">The distance between the window's elements, likewise; default 1.</param>
    /// <param name="groups">Into how many parts channels and filters are split, each part for itself; a divisor of both, default 1.</param>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <param name="kernelInitializer">The kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="kernelConstraint">What the kernel is brought back to after each step; it sees the kernel as it is stored.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is too small, there is another number of sizes, groups do not divide filters, or a penalty or constraint is on a weight that is left out.</exception>
    private protected Convolution(int rank, int filters, Shape kernelSize, Shape? strides, PaddingMode padding, Shape? dilationRate, int groups, Activation? activation, bool useBias,
        Initializer? kernelInitializer, Initializer? biasInitializer, Regularizer? kernelRegularizer, Regularizer? biasRegularizer, Constraint? kernelConstraint,
        Constraint? biasConstraint, string? name)
        : base(activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name)
    {
        Filters = Settings.AtLeast(1, filters, Where, "filters");
        Groups = Settings.AtLeast(1, groups, Where, "groups");
        if (filters % groups != 0) throw new ConfigException(Where, "groups that divide filters", $"{groups} groups and {filters} filters", "Correct one of them.");
        windows = Windows.Of(rank, Where, "kernelSize", kernelSize, strides, dilationRate, padding);
    }

    /// <summary>The output's channels.</summary>
    public int Filters { get; }

    /// <summary>The window, a size for each dimension.</summary>
    public Shape KernelSize => windows.Size;

    /// <summary>The window's steps, one for each dimension.</summary>
    public Shape Strides => windows.Strides;

    /// <summary>What is added around the input.</summary>
    public PaddingMode Padding => windows.Padding;

    /// <summary>The distance between the window's elements, one for each dimension.</summary>
    public Shape DilationRate => windows.Dilation;

    /// <summary>Into how many parts channels and filters are split.</summary>
    public int Groups { get; }

    private protected override InputLayout Layout => InputLayout.Space(windows.Rank, isFixed: true);

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (input[1] % Groups != 0)
            throw new ShapeException(Where, $"a number of channels that {Groups} groups divide", $"an input {input}", "Correct groups, or the channels before this layer.");
        var (channels, space) = (input[1] / Groups, windows.Rank);
        AddKernel([Filters, channels, .. KernelSize],
            new Reordered(KernelInitializer, [.. KernelSize, channels, Filters], [space + 1, space, .. Enumerable.Range(0, space)]), Filters);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => windows.Output(input, Filters);

    private protected override Tensor Transform(Tensor input)
    {
        var (x, padding) = windows.Pad(input);
        return ConvolutionKernels.Apply(x, Kernel, Bias, windows, padding, Groups);
    }
}
