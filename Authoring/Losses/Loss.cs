using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What training makes small: a function of targets and predictions.</summary>
/// <param name="Reduction">How <see cref="Call"/> makes one number of the values, default their mean.</param>
public abstract record Loss(Reduction Reduction = Reduction.Mean)
{
    /// <summary>The name in histories and status lines: the class's name in snake case without the suffix <c>Loss</c>.</summary>
    public virtual string Name => ObjectNames.Snake(GetType().Name, "Loss");

    /// <summary>The loss of each element or each sample, <c>[batch, ...]</c>, carrying gradients to the prediction.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    public abstract Tensor Compute(Tensor target, Tensor prediction);

    /// <summary>The mean over everything that <see cref="Compute"/> gives, a scalar; with weights, each sample's values are multiplied by
    /// its weight before the mean, whose divisor stays the number of values. <see cref="Reduction"/> chooses the sum, or the values, instead. Of a prediction that carries a
    /// <see cref="SequenceMask"/>, only the positions that it keeps count, one behind the other; 0 where there is none.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <param name="sampleWeight">One weight a sample, <c>[batch]</c> or <c>[batch, 1]</c>, or one for each of the values' first dimensions; null means 1 each.</param>
    /// <exception cref="ShapeException">Target and prediction do not fit each other, or the weights are not one a sample.</exception>
    public Tensor Call(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        if (SequenceMask.Of(prediction) is not null) return Masked.KeepCarried(Name, new OutputValues(target, prediction, sampleWeight)).LossOf(this);
        CheckShapes(target, prediction);
        var values = Compute(target, prediction);
        return Reduce(sampleWeight is null ? values : values * SampleWeights.Align(Name, sampleWeight, values), Counted(target, prediction));
    }

    /// <summary>The built-in loss of this name with its defaults: <c>"mse"</c>.</summary>
    /// <param name="name">The class in snake case, or a short name of the field.</param>
    /// <exception cref="ConfigException">No built-in loss has the name; the error gives the nearest.</exception>
    public static implicit operator Loss(string name) => BuiltInNames.Create<Loss>(name);

    /// <summary>A function as loss. A model with it trains and exports; for saving it must be a static method marked with <see cref="CustomObjectAttribute"/>.</summary>
    /// <param name="function">The function, from target and prediction, floating-point tensors of one shape, to the loss of each element or each sample.</param>
    /// <param name="reduction">How the values become one number, default their mean.</param>
    public static Loss Of(Func<Tensor, Tensor, Tensor> function, Reduction reduction = Reduction.Mean) => new FunctionLoss(function, reduction);

    /// <summary>Which of the values of <see cref="Compute"/> count, a bool tensor of their shape; null, the default, means all. The others are 0 in a sum and left out
    /// of a mean.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    protected virtual Tensor? Counted(Tensor target, Tensor prediction) => null;

    /// <summary>Refuses shapes that would broadcast into a wrong result; the default wants equal shapes, and a floating-point target for such a prediction. A loss whose
    /// targets are otherwise (class indices, say) overrides it.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DataException">The types do not fit.</exception>
    protected virtual void CheckShapes(Tensor target, Tensor prediction)
    {
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        SampleWeights.RequireFloating(Name, target, prediction);
    }

    /// <summary>The values and which of them count, for a metric of this loss.</summary>
    internal (Tensor Values, Tensor? Counted) Measure(Tensor target, Tensor prediction)
    {
        CheckShapes(target, prediction);
        return (Compute(target, prediction), Counted(target, prediction));
    }

    private Tensor Reduce(Tensor values, Tensor? counted)
    {
        if (counted is not null) values = values.masked_fill(counted.logical_not(), 0);
        return Reduction switch
        {
            Reduction.None => values,
            Reduction.Sum => values.sum(),
            _ => counted is null ? values.mean() : values.sum() / counted.sum().clamp(min: 1),
        };
    }
}
