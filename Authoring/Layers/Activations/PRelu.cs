using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x above 0, alpha * x below, where alpha is learned for each place of a sample (He et al. 2015).</summary>
[CustomObject("onnxforge/prelu")]
public sealed class PRelu : Layer
{
    private Parameter? alpha;

    /// <summary>A layer that is built on its first input.</summary>
    /// <param name="alphaInitializer">Alpha's first values; default <see cref="Zeros"/>.</param>
    /// <param name="alphaRegularizer">A penalty on alpha.</param>
    /// <param name="alphaConstraint">What alpha is brought back to after each step.</param>
    /// <param name="sharedAxes">Dimensions along which one alpha serves all, such as <c>[2, 3]</c> for one each channel of images; default none.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A dimension is below 1.</exception>
    public PRelu(Initializer? alphaInitializer = null, Regularizer? alphaRegularizer = null, Constraint? alphaConstraint = null, IReadOnlyList<int>? sharedAxes = null, string? name = null) : base(name)
    {
        SharedAxes = sharedAxes ?? [];
        foreach (var axis in SharedAxes) Settings.AtLeast(1, axis, Where, "sharedAxes");
        (AlphaInitializer, AlphaRegularizer, AlphaConstraint) = (alphaInitializer ?? new Zeros(), alphaRegularizer, alphaConstraint);
    }

    /// <summary>Alpha's first values.</summary>
    public Initializer AlphaInitializer { get; }

    /// <summary>The penalty on alpha, or null.</summary>
    public Regularizer? AlphaRegularizer { get; }

    /// <summary>What alpha is brought back to after each step, or null.</summary>
    public Constraint? AlphaConstraint { get; }

    /// <summary>Dimensions along which one alpha serves all.</summary>
    public IReadOnlyList<int> SharedAxes { get; }

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var slope = alpha ?? throw NotBuilt();
        CheckSizes(Shape.Of(input));
        return nn.functional.relu(input) - slope * nn.functional.relu(-input);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        foreach (var axis in SharedAxes) Settings.Axis(axis, input.Count, Where);
        alpha = AddWeight("alpha", [.. input.Select((size, axis) => SharedAxes.Contains(axis) ? 1 : size).Skip(1)], AlphaInitializer, AlphaRegularizer, AlphaConstraint);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckSizes(input);
        return input;
    }

    private void CheckSizes(Shape input)
    {
        if (input.Count == alpha!.dim() + 1 && input.Skip(1).Zip(alpha.shape).All(pair => pair.Second == 1 || pair.First == pair.Second || pair.First < 0)) return;
        throw new ShapeException(Where, $"an input {InputShape}, as it was built for", $"an input {input}", "Give it the shape of the first input, or make a new layer.");
    }
}
