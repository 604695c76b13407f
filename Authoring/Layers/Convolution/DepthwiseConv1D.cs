namespace OnnxForge.Authoring;

/// <summary>A depthwise convolution over sequences, <c>[batch, channels, length]</c> to <c>[batch, channels * depthMultiplier, length]</c>.</summary>
[CustomObject("onnxforge/depthwise-conv1d")]
public sealed class DepthwiseConv1D : DepthwiseConvolution
{
    /// <inheritdoc cref="DepthwiseConvolution(int, Shape, Shape?, PaddingMode, int, Shape?, Activation?, bool, Initializer?, Initializer?, Regularizer?, Regularizer?, Constraint?, Constraint?, string?)"/>
    public DepthwiseConv1D(Shape kernelSize, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, int depthMultiplier = 1, Shape? dilationRate = null,
        Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(1, kernelSize, strides, padding, depthMultiplier, dilationRate, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name) { }
}
