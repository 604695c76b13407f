using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What normalizations of each sample over some of its dimensions have in common.</summary>
public abstract class AxisNormalization : Layer
{
    private Parameter? gamma;
    private Parameter? beta;

    /// <summary>A normalization over dimensions.</summary>
    /// <param name="axis">The dimensions, counted from the end where negative; default the last.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">There is no dimension, the batch is among them, or one comes twice.</exception>
    private protected AxisNormalization(IReadOnlyList<int>? axis, string? name) : base(name)
    {
        Axis = axis ?? [-1];
        if (Axis.Count == 0 || Axis.Contains(0) || Axis.Distinct().Count() != Axis.Count)
            throw new ConfigException(Where, "dimensions behind the batch, each once", $"[{string.Join(", ", Axis)}]", "Give the dimensions to normalize over; -1 is the last.");
    }

    /// <summary>The dimensions, counted from the end where negative.</summary>
    public IReadOnlyList<int> Axis { get; }

    private protected Parameter? Gamma => gamma;

    private protected Parameter? Beta => beta;

    private protected override InputLayout Layout => InputLayout.Any;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public sealed override Tensor forward(Tensor input)
    {
        CheckInput(input, gamma ?? beta);
        return Normalize(input, CheckSizes(Shape.Of(input)));
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        Axes(input.Count);
    }

    /// <inheritdoc/>
    protected override Shape? ComputeOutputShape(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckSizes(input);
        return input;
    }

    /// <summary>Makes gamma and beta, where wanted, over the dimensions.</summary>
    private protected void AddScale(Shape input, bool scale, Initializer gammaInitializer, Regularizer? gammaRegularizer, Constraint? gammaConstraint,
        bool center = false, Initializer? betaInitializer = null, Regularizer? betaRegularizer = null, Constraint? betaConstraint = null)
    {
        long[] shape = [.. Axes(input.Count).Select(axis => input[axis])];
        if (scale) gamma = AddWeight("gamma", shape, gammaInitializer, gammaRegularizer, gammaConstraint);
        if (center) beta = AddWeight("beta", shape, betaInitializer!, betaRegularizer, betaConstraint);
    }

    /// <summary>Applies to the dimensions moved to the end, and moves them back.</summary>
    private protected static Tensor AtEnd(Tensor input, int[] axes, Func<Tensor, Tensor> apply)
    {
        var rank = (int)input.dim();
        if (axes[0] == rank - axes.Length) return apply(input);
        long[] order = [.. Enumerable.Range(0, rank).Except(axes), .. axes];
        long[] back = [.. Enumerable.Range(0, rank).Select(axis => (long)Array.IndexOf(order, axis))];
        return apply(input.permute(order)).permute(back);
    }

    private protected abstract Tensor Normalize(Tensor input, int[] axes);

    private int[] CheckSizes(Shape input)
    {
        var axes = Axes(input.Count);
        if ((gamma ?? beta) is not { } scale || axes.Zip(scale.shape).All(pair => input[pair.First] == pair.Second || input[pair.First] < 0)) return axes;
        throw new ShapeException(Where, $"an input {InputShape}, as it was built for", $"an input {input}", "Give it the features of the first input, or make a new layer.");
    }

    private int[] Axes(int rank)
    {
        int[] axes = [.. Axis.Select(axis => Settings.Axis(axis, rank, Where)).Order()];
        if (axes.Distinct().Count() == axes.Length) return axes;
        throw new ShapeException(Where, "dimensions behind the batch, each once", $"[{string.Join(", ", Axis)}] of {rank} dimensions", "Correct the axis, or reshape the input first.");
    }
}
