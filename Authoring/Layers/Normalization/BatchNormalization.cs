using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Brings each channel to mean 0 and variance 1, then scales and shifts it: <c>[batch, channels, ...]</c> to the same (Ioffe and Szegedy 2015).</summary>
/// <remarks>In training mode the batch's own statistics are used, and the moving ones follow: moving = momentum * moving + (1 - momentum) * batch. In evaluation
/// mode the moving ones are used. The moving variance follows the batch's unbiased variance (divided by n - 1), as libtorch has it, where Keras divides by n; where a
/// channel has one value in the batch, it follows 0.</remarks>
[CustomObject("onnxforge/batch-normalization")]
public sealed class BatchNormalization : Layer
{
    private Parameter? gamma;
    private Parameter? beta;
    private Tensor? movingMean;
    private Tensor? movingVariance;

    /// <summary>A batch normalization that is built on its first input.</summary>
    /// <param name="momentum">How much of the moving statistics stays in each step, 0 to 1, default 0.99; libtorch's momentum is 1 minus this.</param>
    /// <param name="epsilon">What is added to the variance, default 0.001.</param>
    /// <param name="center">Whether beta is added.</param>
    /// <param name="scale">Whether the result is multiplied by gamma.</param>
    /// <param name="betaInitializer">Beta's first values; default <see cref="Zeros"/>.</param>
    /// <param name="gammaInitializer">Gamma's first values; default <see cref="Ones"/>.</param>
    /// <param name="movingMeanInitializer">The moving mean's first values; default <see cref="Zeros"/>.</param>
    /// <param name="movingVarianceInitializer">The moving variance's first values; default <see cref="Ones"/>.</param>
    /// <param name="betaRegularizer">A penalty on beta.</param>
    /// <param name="gammaRegularizer">A penalty on gamma.</param>
    /// <param name="betaConstraint">What beta is brought back to after each step.</param>
    /// <param name="gammaConstraint">What gamma is brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">momentum is not from 0 to 1, epsilon is negative, or a penalty or constraint is on a weight that is left out.</exception>
    public BatchNormalization(double momentum = 0.99, double epsilon = 1e-3, bool center = true, bool scale = true, Initializer? betaInitializer = null, Initializer? gammaInitializer = null,
        Initializer? movingMeanInitializer = null, Initializer? movingVarianceInitializer = null, Regularizer? betaRegularizer = null, Regularizer? gammaRegularizer = null,
        Constraint? betaConstraint = null, Constraint? gammaConstraint = null, string? name = null) : base(name)
    {
        if (momentum is not (>= 0 and <= 1)) throw new ConfigException(Where, "momentum from 0 to 1", $"{momentum}", "Give how much stays in each step, such as 0.99.");
        (Momentum, Epsilon, Center, Scale) = (momentum, Settings.AtLeast(0, epsilon, Where, "epsilon"), center, scale);
        (BetaInitializer, GammaInitializer) = (betaInitializer ?? new Zeros(), gammaInitializer ?? new Ones());
        (MovingMeanInitializer, MovingVarianceInitializer) = (movingMeanInitializer ?? new Zeros(), movingVarianceInitializer ?? new Ones());
        Settings.RequireWeight(scale, Where, "scale", ("gammaRegularizer", gammaRegularizer), ("gammaConstraint", gammaConstraint));
        Settings.RequireWeight(center, Where, "center", ("betaRegularizer", betaRegularizer), ("betaConstraint", betaConstraint));
        (BetaRegularizer, GammaRegularizer, BetaConstraint, GammaConstraint) = (betaRegularizer, gammaRegularizer, betaConstraint, gammaConstraint);
    }

    /// <summary>How much of the moving statistics stays in each step.</summary>
    public double Momentum { get; }

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

    /// <summary>The moving mean's first values.</summary>
    public Initializer MovingMeanInitializer { get; }

    /// <summary>The moving variance's first values.</summary>
    public Initializer MovingVarianceInitializer { get; }

    /// <summary>The penalty on beta, or null.</summary>
    public Regularizer? BetaRegularizer { get; }

    /// <summary>The penalty on gamma, or null.</summary>
    public Regularizer? GammaRegularizer { get; }

    /// <summary>What beta is brought back to after each step, or null.</summary>
    public Constraint? BetaConstraint { get; }

    /// <summary>What gamma is brought back to after each step, or null.</summary>
    public Constraint? GammaConstraint { get; }

    /// <summary>The mean that evaluation uses, <c>[channels]</c>, owned by the layer.</summary>
    /// <exception cref="AuthoringException">The layer is not built.</exception>
    public Tensor MovingMean => movingMean ?? throw NotBuilt();

    /// <summary>The variance that evaluation uses, <c>[channels]</c>, owned by the layer.</summary>
    /// <exception cref="AuthoringException">The layer is not built.</exception>
    public Tensor MovingVariance => movingVariance ?? throw NotBuilt();

    private protected override InputLayout Layout => InputLayout.Channels;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input, MovingMean);
        if (!training || input.numel() != MovingMean.numel())
            return nn.functional.batch_norm(input, MovingMean, MovingVariance, gamma, beta, training, 1 - Momentum, Epsilon);
        // libtorch would divide by n - 1, here 0.
        using (no_grad())
        {
            using Scalar kept = Momentum, taken = 1 - Momentum;
            MovingMean.mul_(kept).add_(input.detach().reshape(-1), taken);
            MovingVariance.mul_(kept);
        }
        return nn.functional.batch_norm(input, null!, null!, gamma, beta, training: true, 0, Epsilon);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        long[] shape = [input[1]];
        if (Scale) gamma = AddWeight("gamma", shape, GammaInitializer, GammaRegularizer, GammaConstraint);
        if (Center) beta = AddWeight("beta", shape, BetaInitializer, BetaRegularizer, BetaConstraint);
        movingMean = AddBuffer("movingMean", MovingMeanInitializer.Create(shape));
        movingVariance = AddBuffer("movingVariance", MovingVarianceInitializer.Create(shape));
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input) => input;
}
