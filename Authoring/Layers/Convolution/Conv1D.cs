namespace OnnxForge.Authoring;

/// <summary>A convolution over sequences, <c>[batch, channels, length]</c> to <c>[batch, filters, length]</c>. A sequence of features is turned by <c>new Permute([2, 1])</c>.</summary>
[CustomObject("onnxforge/conv1d")]
public sealed class Conv1D : Convolution
{
    /// <inheritdoc cref="Convolution(int, int, Shape, Shape?, PaddingMode, Shape?, int, Activation?, bool, Initializer?, Initializer?, Regularizer?, Regularizer?, Constraint?, Constraint?, string?)"/>
    public Conv1D(int filters, Shape kernelSize, Shape? strides = null, PaddingMode padding = PaddingMode.Valid, Shape? dilationRate = null, int groups = 1,
        Activation? activation = null, bool useBias = true, Initializer? kernelInitializer = null, Initializer? biasInitializer = null,
        Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null, Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null)
        : base(1, filters, kernelSize, strides, padding, dilationRate, groups, activation, useBias, kernelInitializer, biasInitializer, kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint, name) { }
}
