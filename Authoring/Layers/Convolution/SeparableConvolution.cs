using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What separable convolutions have in common: a depthwise convolution, then one of window 1 that mixes the channels.</summary>
/// <remarks>Its weights are those of the two: <c>depthwise.kernel</c>, <c>pointwise.kernel</c>, <c>pointwise.bias</c>.</remarks>
public abstract class SeparableConvolution : Layer
{
    private readonly DepthwiseConvolution depthwise;
    private readonly Convolution pointwise;

    /// <summary>A separable convolution of its two parts.</summary>
    private protected SeparableConvolution(DepthwiseConvolution depthwise, Convolution pointwise, string? name) : base(name) => (this.depthwise, this.pointwise) = (depthwise, pointwise);

    /// <summary>The output's channels.</summary>
    public int Filters => pointwise.Filters;

    /// <summary>The window, a size for each dimension.</summary>
    public Shape KernelSize => depthwise.KernelSize;

    /// <summary>The window's steps, one for each dimension.</summary>
    public Shape Strides => depthwise.Strides;

    /// <summary>What is added around the input.</summary>
    public PaddingMode Padding => depthwise.Padding;

    /// <summary>The outputs of each channel between the two parts.</summary>
    public int DepthMultiplier => depthwise.DepthMultiplier;

    /// <summary>The distance between the window's elements, one for each dimension.</summary>
    public Shape DilationRate => depthwise.DilationRate;

    /// <summary>What is applied to the output, or null.</summary>
    public Activation? Activation => pointwise.Activation;

    /// <summary>Whether a bias is added to the output.</summary>
    public bool UseBias => pointwise.UseBias;

    /// <summary>The depthwise kernel's first values.</summary>
    public Initializer DepthwiseInitializer => depthwise.KernelInitializer;

    /// <summary>The pointwise kernel's first values.</summary>
    public Initializer PointwiseInitializer => pointwise.KernelInitializer;

    /// <summary>The bias's first values.</summary>
    public Initializer BiasInitializer => pointwise.BiasInitializer;

    /// <summary>The penalty on the depthwise kernel, or null.</summary>
    public Regularizer? DepthwiseRegularizer => depthwise.KernelRegularizer;

    /// <summary>The penalty on the pointwise kernel, or null.</summary>
    public Regularizer? PointwiseRegularizer => pointwise.KernelRegularizer;

    /// <summary>The penalty on the bias, or null.</summary>
    public Regularizer? BiasRegularizer => pointwise.BiasRegularizer;

    /// <summary>What the depthwise kernel is brought back to after each step, or null.</summary>
    public Constraint? DepthwiseConstraint => depthwise.KernelConstraint;

    /// <summary>What the pointwise kernel is brought back to after each step, or null.</summary>
    public Constraint? PointwiseConstraint => pointwise.KernelConstraint;

    /// <summary>What the bias is brought back to after each step, or null.</summary>
    public Constraint? BiasConstraint => pointwise.BiasConstraint;

    private protected override InputLayout Layout => InputLayout.Space(KernelSize.Count, isFixed: true);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        return pointwise.call(depthwise.call(input));
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => pointwise.InferOutputs(depthwise.InferOutputs(inputs));
}
