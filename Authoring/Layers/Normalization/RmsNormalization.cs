using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Divides each sample by its root mean square over some of its dimensions, and scales it (Zhang and Sennrich 2019).</summary>
[CustomObject("onnxforge/rms-normalization")]
public sealed class RmsNormalization : AxisNormalization
{
    /// <summary>A normalization that is built on its first input.</summary>
    /// <param name="axis">The dimensions, counted from the end where negative; default the last.</param>
    /// <param name="epsilon">What is added to the mean square, default 0.000001.</param>
    /// <param name="scale">Whether the result is multiplied by gamma.</param>
    /// <param name="gammaInitializer">Gamma's first values; default <see cref="Ones"/>.</param>
    /// <param name="gammaRegularizer">A penalty on gamma.</param>
    /// <param name="gammaConstraint">What gamma is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">The dimensions are not such, epsilon is negative, or a penalty or constraint is on a weight that is left out.</exception>
    public RmsNormalization(IReadOnlyList<int>? axis = null, double epsilon = 1e-6, bool scale = true, Initializer? gammaInitializer = null, Regularizer? gammaRegularizer = null,
        Constraint? gammaConstraint = null, string? name = null) : base(axis, name)
    {
        (Epsilon, Scale) = (Settings.AtLeast(0, epsilon, Where, "epsilon"), scale);
        Settings.RequireWeight(scale, Where, "scale", ("gammaRegularizer", gammaRegularizer), ("gammaConstraint", gammaConstraint));
        (GammaInitializer, GammaRegularizer, GammaConstraint) = (gammaInitializer ?? new Ones(), gammaRegularizer, gammaConstraint);
    }

    /// <summary>What is added to the mean square.</summary>
    public double Epsilon { get; }

    /// <summary>Whether the result is multiplied by gamma.</summary>
    public bool Scale { get; }

    /// <summary>Gamma's first values.</summary>
    public Initializer GammaInitializer { get; }

    /// <summary>The penalty on gamma, or null.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>What gamma is brought back to after each step, or null.</summary>
    public Constraint? GammaConstraint { get; }

    /// <inheritdoc/>
    protected override void Build(Shape input) => AddScale(input, Scale, GammaInitializer, GammaRegularizer, GammaConstraint);

    private protected override Tensor Normalize(Tensor input, int[] axes)
    {
        using Scalar epsilon = Epsilon;
        var result = input * input.square().mean([.. axes], keepdim: true).add(epsilon).rsqrt();
        return Gamma is null ? result : AtEnd(result, axes, x => x * Gamma);
    }
}
