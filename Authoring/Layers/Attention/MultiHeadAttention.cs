using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Attention of several heads (Vaswani et al. 2017): query <c>[batch, queries, features]</c>, value and key <c>[batch, keys, features]</c> to <c>[batch, queries, outputSize]</c>.</summary>
/// <remarks>Inputs are query and value; query, value and key, where the key is not the value; or these three and a mask, bool <c>[batch, queries, keys]</c> that is true where
/// a query may look, as in Keras's order. One input attends to itself. A key that the <see cref="SequenceMask"/> of value or key calls padding is seen by no query, and the output has
/// the query's mask. Each head projects to keyDim (query and key) and valueDim (value); the scale is 1 / sqrt(keyDim). A query that may look nowhere gives
/// the output layer's bias.</remarks>
[CustomObject("onnxforge/multi-head-attention")]
public sealed class MultiHeadAttention : Layer<Tensor[], Tensor>
{
    private Dense? query, key, value, output;

    /// <summary>An attention that is built on its first inputs.</summary>
    /// <param name="numHeads">The number of heads, 1 or more.</param>
    /// <param name="keyDim">The size of a head's query and key, 1 or more.</param>
    /// <param name="valueDim">The size of a head's value; null (the default) means keyDim.</param>
    /// <param name="dropout">The probability that a query does not see a key in training mode, from 0 to below 1.</param>
    /// <param name="useBias">Whether the projections add a bias.</param>
    /// <param name="outputSize">The output's features; null (the default) means the query's.</param>
    /// <param name="useCausalMask">Whether a query sees no key behind its own place.</param>
    /// <param name="kernelInitializer">The projections' first values; default <see cref="GlorotUniform"/>.</param>
    /// <param name="biasInitializer">The biases' first values; default <see cref="Zeros"/>.</param>
    /// <param name="kernelRegularizer">A penalty on the kernels.</param>
    /// <param name="biasRegularizer">A penalty on the biases.</param>
    /// <param name="kernelConstraint">What the kernels are brought back to after each step.</param>
    /// <param name="biasConstraint">What the biases are brought back to after each step.</param>
    /// <param name="name">A name for summaries.</param>
    /// <exception cref="ConfigException">A number is too small, dropout is not from 0 to below 1, or a penalty or constraint is on a weight that is left out.</exception>
    public MultiHeadAttention(int numHeads, int keyDim, int? valueDim = null, double dropout = 0, bool useBias = true, int? outputSize = null, bool useCausalMask = false,
        Initializer? kernelInitializer = null, Initializer? biasInitializer = null, Regularizer? kernelRegularizer = null, Regularizer? biasRegularizer = null,
        Constraint? kernelConstraint = null, Constraint? biasConstraint = null, string? name = null) : base(name)
    {
        (NumHeads, KeyDim) = (Settings.AtLeast(1, numHeads, Where, "numHeads"), Settings.AtLeast(1, keyDim, Where, "keyDim"));
        ValueDim = valueDim is { } size ? Settings.AtLeast(1, size, Where, "valueDim") : null;
        OutputSize = outputSize is { } wanted ? Settings.AtLeast(1, wanted, Where, "outputSize") : null;
        (Dropout, UseBias, UseCausalMask) = (Settings.Rate(dropout, Where, "dropout"), useBias, useCausalMask);
        Settings.RequireWeight(useBias, Where, "useBias", ("biasRegularizer", biasRegularizer), ("biasConstraint", biasConstraint));
        (KernelInitializer, BiasInitializer) = (kernelInitializer ?? new GlorotUniform(), biasInitializer ?? new Zeros());
        (KernelRegularizer, BiasRegularizer, KernelConstraint, BiasConstraint) = (kernelRegularizer, biasRegularizer, kernelConstraint, biasConstraint);
    }

    /// <summary>The number of heads.</summary>
    public int NumHeads { get; }

    /// <summary>The size of a head's query and key.</summary>
    public int KeyDim { get; }

    /// <summary>The size of a head's value; null means keyDim.</summary>
    public int? ValueDim { get; }

    /// <summary>The probability that a query does not see a key in training mode.</summary>
    public double Dropout { get; }

    /// <summary>Whether the projections add a bias.</summary>
    public bool UseBias { get; }

    /// <summary>The output's features; null means the query's.</summary>
    public int? OutputSize { get; }

    /// <summary>Whether a query sees no key behind its own place.</summary>
    public bool UseCausalMask { get; }

    /// <summary>The projections' first values.</summary>
    public Initializer KernelInitializer { get; }

    /// <summary>The biases' first values.</summary>
    public Initializer BiasInitializer { get; }

    /// <summary>The penalty on the kernels, or null.</summary>
    public Regularizer? KernelRegularizer { get; }

    /// <summary>The penalty on the biases, or null.</summary>
    public Regularizer? BiasRegularizer { get; }

    /// <summary>What the kernels are brought back to after each step, or null.</summary>
    public Constraint? KernelConstraint { get; }

    /// <summary>What the biases are brought back to after each step, or null.</summary>
    public Constraint? BiasConstraint { get; }

    /// <summary>The attention of tensors by name.</summary>
    /// <param name="query">What looks, <c>[batch, queries, features]</c>.</param>
    /// <param name="value">What is seen, <c>[batch, keys, features]</c>.</param>
    /// <param name="key">What is looked for, <c>[batch, keys, features]</c>; null means the value.</param>
    /// <param name="mask">True where a query may look, <c>[batch, queries, keys]</c>; null means everywhere.</param>
    /// <returns><c>[batch, queries, outputSize]</c>.</returns>
    /// <exception cref="ShapeException">The tensors do not fit the layer or each other.</exception>
    public Tensor call(Tensor query, Tensor value, Tensor? key = null, Tensor? mask = null) => call(mask is null ? [query, value, key ?? value] : [query, value, key ?? value, mask]);

    /// <inheritdoc/>
    public override Tensor forward(Tensor[] input)
    {
        ArgumentNullException.ThrowIfNull(input);
        CheckInputs([.. input.Select(Shape.Of)]);
        if (query is null) throw NotBuilt();
        var (values, keys) = (input.Length > 1 ? input[1] : input[0], input.Length > 2 ? input[2] : input.Length > 1 ? input[1] : input[0]);
        var mask = MayLook(input, values, keys);
        var heads = nn.functional.scaled_dot_product_attention(Heads(query, input[0]), Heads(key!, keys), Heads(this.value!, values), mask, training ? Dropout : 0, UseCausalMask && mask is null);
        return SequenceMask.Attach(output!.call(heads.transpose(1, 2).flatten(2)), SequenceMask.Of(input[0]));
    }

    /// <inheritdoc/>
    protected override void Build(IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckInputs(inputs);
        query = Projection(NumHeads * KeyDim);
        key = Projection(NumHeads * KeyDim);
        value = Projection(NumHeads * (ValueDim ?? KeyDim));
        output = Projection(OutputSize ?? (int)inputs[0][2]);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CheckInputs([.. inputs.Select(input => input.Shape)]);
        var (values, keys) = (inputs[Math.Min(1, inputs.Count - 1)], inputs[Math.Min(2, Math.Min(inputs.Count, 3) - 1)]);
        query!.InferOutputs(inputs[0]);
        key!.InferOutputs(keys);
        var seen = value!.InferOutputs(values)[0];
        return output!.InferOutputs(inputs[0] with { Shape = [.. inputs[0].Shape.Take(2), seen.Shape[2]] });
    }

    // [batch, 1, queries, keys], either of the two in the middle as 1 where all are alike; null where all may look everywhere but for the causal mask.
    private Tensor? MayLook(Tensor[] input, Tensor values, Tensor keys)
    {
        var masks = new[] { values, keys }.Select(tensor => SequenceMask.OfSteps(Where, tensor)).OfType<Tensor>().Distinct<Tensor>(ReferenceEqualityComparer.Instance)
            .Select(steps => steps.unsqueeze(1).unsqueeze(1)).ToList();
        if (input.Length > 3) masks.Add(input[3].to(ScalarType.Bool).unsqueeze(1));
        if (masks.Count > 0 && UseCausalMask) masks.Add(ones([input[0].shape[1], keys.shape[1]], ScalarType.Bool, input[0].device).tril());
        return masks.Count == 0 ? null : masks.Aggregate((both, one) => both.logical_and(one));
    }

    private Dense Projection(int units) => new(units, useBias: UseBias, kernelInitializer: KernelInitializer, biasInitializer: BiasInitializer, kernelRegularizer: KernelRegularizer,
        biasRegularizer: BiasRegularizer, kernelConstraint: KernelConstraint, biasConstraint: BiasConstraint);

    // [batch, heads, places, size]
    private Tensor Heads(Dense projection, Tensor input)
    {
        var projected = projection.call(input);
        return projected.reshape([input.shape[0], input.shape[1], NumHeads, projected.shape[2] / NumHeads]).transpose(1, 2);
    }

    private void CheckInputs(IReadOnlyList<Shape> shapes)
    {
        var fit = shapes.Count is >= 1 and <= 4 && shapes.All(shape => shape.Count == 3) && shapes.All(shape => Same(shape[0], shapes[0][0]))
            && (shapes.Count < 3 || Same(shapes[1][1], shapes[2][1])) && (shapes.Count < 4 || Same(shapes[3][1], shapes[0][1]) && Same(shapes[3][2], shapes[1][1]));
        if (!fit)
        {
            throw new ShapeException(Where, "query [batch, queries, features], value and key [batch, keys, features], mask [batch, queries, keys]", string.Join(", ", shapes),
                "Give them in this order; key and mask may be left out.");
        }
    }

    private static bool Same(long first, long second) => first == second || first < 0 || second < 0;
}
