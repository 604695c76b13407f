using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings each sample to mean 0 and variance 1 over some of its dimensions, then scales and shifts it (Ba et al. 2016).</summary>
[CustomObject("onnxforge/layer-normalization")]
public sealed class LayerNormalization : AxisNormalization
{
    /// <summary>A layer normalization that is built on its first input.</summary>
    /// <param name="axis">The dimensions, counted from the end where negative; default the last.</param>
    /// <param name="epsilon">What is added to the variance, default 0.001.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether the result is multiplied by gamma.</param>
    /// <param name="betaInitializer">Beta's first values; default <see cref="Zeros"/>.</param>
    /// <param name="gammaInitializer">Gamma's first values; default <see cref="Ones"/>.</param>
    /// <param name="betaRegularizer">A penalty on beta.</param>
    /// <param name="gammaRegularizer">A penalty on gamma.</param>
    /// <param name="betaConstraint">What beta is brought back to after each step.</param>
    /// <param name="gammaConstraint">What gamma is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The dimensions are not such, epsilon is negative, or a penalty or constraint is on a weight that is left out.</exception>
    public LayerNormalization(IReadOnlyList<int>? axis = null, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null, Constraint? betaConstraint = null,
        Constraint? gammaConstraint = null, string? name = null) : base(axis, name)
    {
        (Epsilon, Center, Scale) = (Settings.AtLeast(0, epsilon, Where, "epsilon"), center, scale);
        (BetaInitializer, GammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        Settings.RequireWeight(scale, Where, "scale", ("gammaRegularizer", gammaRegularizer), ("gammaConstraint", gammaConstraint));
        Settings.RequireWeight(center, Where, "center", ("betaRegularizer", betaRegularizer), ("betaConstraint", betaConstraint));
        (BetaRegularizer, GammaRegularizer, BetaConstraint, GammaConstraint) = (betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint);
    }

    /// <summary>What is added to the variance.</summary>
    public double Epsilon { get; }

    /// <summary>Whether beta is added.</summary>
    public bool Center { get; }

    /// <summary>Whether the result is multiplied by gamma.</summary>
    public bool Scale { get; }

    /// <summary>Beta's first values.</summary>
    public Initializer BetaInitializer { get; }

    /// <summary>Gamma's first values.</summary>
    public Initializer GammaInitializer { get; }

    /// <summary>The penalty on beta, or null.</summary>
    public Regularizer? BetaRegularizer { get; }

    /// <summary>The penalty on gamma, or null.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>What beta is brought back to after each step, or null.</summary>
    public Constraint? BetaConstraint { get; }

    /// <summary>What gamma is brought back to after each step, or null.</summary>
    public Constraint? GammaConstraint { get; }

    /// <inheritdoc/>
    protected override void Build(Shape input) =>
        AddScale(input, Scale, GammaInitializer, GammaRegularizer, GammaConstraint, Center, BetaInitializer, BetaRegularizer, BetaConstraint);

    private protected override Tensor Normalize(Tensor input, int[] axes) =>
        AtEnd(input, axes, x => nn.functional.layer_norm(x, x.shape[^axes.Length..], Gamma, Beta, Epsilon));
}
