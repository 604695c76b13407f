using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What training makes small: a function of targets and predictions.</summary>
public abstract record Loss
{
    /// <summary>The name in histories and status lines: the class's name in snake case without the suffix <c>Loss</c>.</summary>
    public virtual string Name => ObjectNames.Snake(GetType().Name, "Loss");

    /// <summary>The loss of each element or each sample, <c>[batch, ...]</c>, carrying gradients to the prediction.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    public abstract Tensor Compute(Tensor target, Tensor prediction);

    /// <summary>The mean over everything that <see cref="Compute"/> gives, a scalar; with weights, each sample's values are multiplied by
    /// its weight before the mean, whose divisor stays the number of values.</summary>
    /// <param name="target">What is true, <c>[batch, ...]</c>.</param>
    /// <param name="prediction">What the model says, <c>[batch, ...]</c>.</param>
    /// <param name="sampleWeight">One weight a sample, <c>[batch]</c> or <c>[batch, 1]</c>, or one for each of the values' first dimensions; null means 1 each.</param>
    /// <exception cref="ShapeException">Target and prediction do not fit each other, or the weights are not one a sample.</exception>
    public Tensor Call(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
    {
        CheckShapes(target, prediction);
        var values = Compute(target, prediction);
        return sampleWeight is null ? values.mean() : (values * SampleWeights.Align(Name, sampleWeight, values)).mean();
    }

    /// <summary>Refuses shapes that would broadcast into a wrong result; the default wants equal shapes, and a floating-point target for such a prediction. A loss whose
    /// targets are otherwise (class indices, say) overrides it.</summary>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    /// <exception cref="DataException">The types do not fit.</exception>
    protected virtual void CheckShapes(Tensor target, Tensor prediction)
    {
        SampleWeights.RequireEqualShapes(Name, target, prediction);
        SampleWeights.RequireFloating(Name, target, prediction);
    }
}
