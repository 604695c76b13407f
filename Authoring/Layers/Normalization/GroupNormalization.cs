using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings each group of a sample's channels to mean 0 and variance 1, then scales and shifts each channel: <c>[batch, channels, ...]</c> to the same (Wu and He 2018).</summary>
[CustomObject("onnxforge/group-normalization")]
public sealed class GroupNormalization : Layer
{
    private Parameter? gamma;
    private Parameter? beta;

    /// <summary>A group normalization that is built on its first input.</summary>
    /// <param name="groups">The number of groups, a divisor of the channels; default 32; -1 gives each channel its own.</param>
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
    /// <exception cref="ConfigException">groups is neither -1 nor 1 or more, epsilon is negative, or a penalty or constraint is on a weight that is left out.</exception>
    public GroupNormalization(int groups = 32, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null,
        Initializer? gammaInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null, Constraint? betaConstraint = null,
        Constraint? gammaConstraint = null, string? name = null) : base(name)
    {
        Groups = groups == -1 ? -1 : Settings.AtLeast(1, groups, Where, "groups");
        (Epsilon, Center, Scale) = (Settings.AtLeast(0, epsilon, Where, "epsilon"), center, scale);
        (BetaInitializer, GammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        Settings.RequireWeight(scale, Where, "scale", ("gammaRegularizer", gammaRegularizer), ("gammaConstraint", gammaConstraint));
        Settings.RequireWeight(center, Where, "center", ("betaRegularizer", betaRegularizer), ("betaConstraint", betaConstraint));
        (BetaRegularizer, GammaRegularizer, BetaConstraint, GammaConstraint) = (betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint);
    }

    /// <summary>The number of groups; -1 gives each channel its own.</summary>
    public int Groups { get; }

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

    private protected override InputLayout Layout => InputLayout.Channels;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input, (Tensor?)gamma ?? beta);
        return nn.functional.group_norm(input, Groups == -1 ? input.shape[1] : Groups, gamma, beta, Epsilon);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (Groups > 0 && input[1] % Groups != 0)
            throw new ShapeException(Where, $"a number of channels that {Groups} groups divide", $"an input {input}", "Correct groups, or the channels before this layer.");
        if (Scale) gamma = AddWeight("gamma", [input[1]], GammaInitializer, GammaRegularizer, GammaConstraint);
        if (Center) beta = AddWeight("beta", [input[1]], BetaInitializer, BetaRegularizer, BetaConstraint);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
