namespace OnnxForge.Authoring;

/// <summary>A convolution over images, <c>[batch, channels, height, width]</c> to <c>[batch, filters, height, width]</c>.</summary>
[CustomObject("onnxforge/conv2d")]
public sealed class Conv2D : Convolution
{
    /// <inheritdoc cref="Convolution(int, int, Shape, Shape?, PaddingMode, Shape?, int, Activation?, bool, Initializer?, Initializer?, Regularizer?, Regularizer?, Constraint?, Constraint?, string?)"/>
    public Conv2D(int filters, Shape kernelSize, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, Shape? dilationRate = null, int groups = 1,
        Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(2, filters, kernelSize, strides, padding, dilationRate, groups, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name) { }
}
