namespace OnnxForge.Authoring;

/// <summary>A transposed convolution over sequences, <c>[batch, channels, length]</c> to <c>[batch, filters, length]</c>: each size times its stride.</summary>
[CustomObject("onnxforge/conv1d-transpose")]
public sealed class Conv1DTranspose : ConvolutionTranspose
{
    /// <inheritdoc cref="ConvolutionTranspose(int, int, Shape, Shape?, PaddingMode, Shape?, Activation?, bool, Initializer?, Initializer?, Regularizer?, Regularizer?, Constraint?, Constraint?, string?)"/>
    public Conv1DTranspose(int filters, Shape kernelSize, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, Shape? dilationRate = null,
        Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(1, filters, kernelSize, strides, padding, dilationRate, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name) { }
}
