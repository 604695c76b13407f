namespace OnnxForge.Authoring;

/// <summary>A separable convolution over images, <c>[batch, channels, height, width]</c> to <c>[batch, filters, height, width]</c>.</summary>
[CustomObject("onnxforge/separable-conv2d")]
public sealed class SeparableConv2D : SeparableConvolution
{
    /// <summary>A separable convolution that is built on its first input.</summary>
    /// <param name="filters">The output's channels, 1 or more.</param>
    /// <param name="kernelSize">The window, one size for each dimension or one for all: <c>[3, 5]</c>, <c>[3]</c>.</param>
    /// <param name="strides">The window's steps, likewise; default 1.</param>
    /// <param name="padding">What is added around the input; default nothing.</param>
    /// <param name="dilationRate">The distance between the window's elements, likewise; default 1.</param>
    /// <param name="depthMultiplier">The outputs of each channel between the two parts, 1 or more.</param>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    /// <param name="useBias">Whether a bias is added to the output.</param>
    /// <param name="depthwiseInitializer">The depthwise kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="pointwiseInitializer">The pointwise kernel's first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The bias's first values; default <see cref="Zeros"/>.</param>
    /// <param name="depthwiseRegularizer">A penalty on the depthwise kernel.</param>
    /// <param name="pointwiseRegularizer">A penalty on the pointwise kernel.</param>
    /// <param name="biasRegularizer">A penalty on the bias.</param>
    /// <param name="depthwiseConstraint">What the depthwise kernel is brought back to after each step; it sees the kernel as it is stored.</param>
    /// <param name="pointwiseConstraint">What the pointwise kernel is brought back to after each step, likewise.</param>
    /// <param name="biasConstraint">What the bias is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is too small, there is another number of sizes, or a penalty or constraint is on a weight that is left out.</exception>
    public SeparableConv2D(int filters, Shape kernelSize, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, Shape? dilationRate = null, int depthMultiplier = 1,
        Activation? activation = null, bool useBias = true, Initializer? depthwiseInitializer = null, Initializer? pointwiseInitializer = null, Initializer? biasInitializer = null,
        Regularizer? depthwiseRegularizer = null, Regularizer? pointwiseRegularizer = null, Regularizer? biasRegularizer = null, Constraint? depthwiseConstraint = null,
        Constraint? pointwiseConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(new DepthwiseConv2D(kernelSize, strides, padding, depthMultiplier, dilationRate, null, false, depthwiseInitializer, kernelRegularizer: depthwiseRegularizer,
                kernelConstraint: depthwiseConstraint, name: name),
            new Conv2D(filters, [1], activation: activation, useBias: useBias, kernelInitializer: pointwiseInitializer, biasInitializer: biasInitializer,
                kernelRegularizer: pointwiseRegularizer, biasRegularizer: biasRegularizer, kernelConstraint: pointwiseConstraint, biasConstraint: biasConstraint, name: name), name) { }
}
