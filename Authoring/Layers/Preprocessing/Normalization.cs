using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>(x - mean) / sqrt(variance), by the statistics of data that it was adapted to, or given ones.</summary>
/// <remarks>The statistics are part of the config, so that they are saved. A deviation below 1e-7 counts as 1e-7.</remarks>
[CustomObject("onnxforge/normalization")]
public sealed class Normalization : Layer
{
    private Tensor? shift;
    private Tensor? deviation;

    /// <summary>A layer of given statistics, or one that waits for <see cref="Adapt"/>.</summary>
    /// <param name="axis">The dimension whose places have statistics of their own, counted from the end where negative; default the last.</param>
    /// <param name="mean">The means, one for each place, or one for all; null waits for Adapt.</param>
    /// <param name="variance">The variances, likewise, 0 or more.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">One of the two is given without the other, they differ in number, a variance is negative, or axis is the batch.</exception>
    public Normalization(int axis = -1, IReadOnlyList<double>? mean = null, IReadOnlyList<double>? variance = null, string? name = null) : base(name)
    {
        if (axis == 0) throw new ConfigException(Where, "a dimension behind the batch", "0", "Give the dimension of the features; -1 is the last.");
        if (mean?.Count != variance?.Count || mean?.Count == 0 || variance?.Any(value => !(value >= 0)) == true)
            throw new ConfigException(Where, "as many means as variances of 0 or more, or neither", $"{mean?.Count ?? 0} and {variance?.Count ?? 0}", "Give both, or call Adapt with data.");
        (Axis, Mean, Variance) = (axis, mean, variance);
    }

    /// <summary>The dimension whose places have statistics of their own.</summary>
    public int Axis { get; }

    /// <summary>The means; null before they are given or adapted.</summary>
    public IReadOnlyList<double>? Mean { get; private set; }

    /// <summary>The variances; null before they are given or adapted.</summary>
    public IReadOnlyList<double>? Variance { get; private set; }

    private protected override InputLayout Layout => InputLayout.Any;

    /// <summary>Takes mean and variance of data, in double precision; the variance divides by the number of values.</summary>
    /// <param name="data">Rows as the layer will get them, 1 or more.</param>
    /// <exception cref="DataException">There is no row, or a value is not finite.</exception>
    public void Adapt(Tensor data)
    {
        ArgumentNullException.ThrowIfNull(data);
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var axis = Settings.Axis(Axis, (int)data.dim(), Where);
        if (data.numel() == 0) throw new DataException(Where, "1 row or more", $"data {Shape.Of(data)}", "Adapt to rows like those the layer will get.");
        var values = data.to(ScalarType.Float64).transpose(axis, -1).reshape([-1, data.shape[axis]]);
        if (!values.isfinite().all().item<bool>()) throw new DataException(Where, "finite values", "NaN or infinity among them", "Leave such rows out, or fill them first.");
        Mean = values.mean([0]).cpu().data<double>().ToArray();
        Variance = values.var([0], unbiased: false).cpu().data<double>().ToArray();
        shift = deviation = null;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        CheckInput(input);
        var x = input.is_floating_point() ? input : input.to(ScalarType.Float32);
        if (shift is null || deviation is null || shift.dtype != x.dtype || shift.device != x.device) (shift, deviation) = Constants(x.dtype, x.device);
        var axis = CheckPlaces(Shape.Of(input));
        long[] broadcast = [.. Enumerable.Range(0, (int)x.dim()).Select(i => i == axis ? -1L : 1L)];
        return (x - shift.reshape(broadcast)) / deviation.reshape(broadcast);
    }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckPlaces(input);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckPlaces(inputs[0].Shape);
        var known = inputs[0].Type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
        return [known ? inputs[0] : inputs[0] with { Type = ScalarType.Float32 }];
    }

    private int CheckPlaces(Shape input)
    {
        var axis = Settings.Axis(Axis, input.Count, Where);
        if (Mean is null or { Count: 1 } || Mean.Count == input[axis] || input[axis] < 0) return axis;
        throw new ShapeException(Where, $"{Mean.Count} places in dimension {Axis}, one for each mean", $"an input {input}", "Give it the features that it was adapted to.");
    }

    private (Tensor, Tensor) Constants(ScalarType type, Device device)
    {
        if (Mean is not { } mean || Variance is not { } variance)
            throw new ConfigException(Where, "mean and variance", "a layer without them", "Call Adapt(data) first, or give them to the constructor.");
        return (tensor(mean.ToArray(), type, device).DetachFromDisposeScope(),
            tensor(variance.Select(value => Math.Max(Math.Sqrt(value), 1e-7)).ToArray(), type, device).DetachFromDisposeScope());
    }
}
