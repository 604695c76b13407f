using System.Runtime.ExceptionServices;
using OnnxForge.Authoring.Native;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A module whose constructor parameters are its config and whose weights are made when the input's shape is first known.</summary>
/// <remarks>
/// <para>Fields that hold modules (single, in lists, or in dictionaries) and parameters are registered by themselves, under the field's name in camel case
/// without a leading underscore: <c>hidden1.kernel</c>, <c>hidden.0.kernel</c>. A module held twice is registered once, under the first name.
/// A readonly tensor field is a buffer; other tensors become state by <c>register_buffer</c>.</para>
/// <para>Call sub-layers with <c>call</c>, which builds them; <c>forward</c> on a layer that is not built fails.</para>
/// </remarks>
/// <typeparam name="TInput">What <c>forward</c> takes: a tensor, an array or list of tensors, or a tuple of these.</typeparam>
/// <typeparam name="TOutput">What <c>forward</c> gives, likewise.</typeparam>
public abstract partial class Layer<TInput, TOutput> : nn.Module<TInput, TOutput>, ILayer, IWeightOwner, IFlatCall, IForwardHookable
{
    private readonly Dictionary<string, (Regularizer? Regularizer, Constraint? Constraint, bool Trainable)> weights = [];
    private IReadOnlyList<ScalarType>? inputTypes;

    /// <summary>A layer that is not built yet.</summary>
    /// <param name="name">A name for summaries; null means the class's name.</param>
    protected Layer(string? name = null) : base(name ?? nameof(Layer<,>))
    {
        Name = name;
        this.name = name ?? GetType().Name;
        register_forward_pre_hook(BuildOnFirstCall);
        register_forward_hook(HandMaskOn);
    }

    /// <inheritdoc/>
    public string? Name { get; }

    /// <inheritdoc/>
    public bool Built { get; private set; }

    /// <inheritdoc/>
    public IReadOnlyList<Shape>? InputShapes { get; private set; }

    /// <summary>The shape of the (first) input that the layer was built for, the batch as -1; null before.</summary>
    public Shape? InputShape => InputShapes is [var first, ..] ? first : null;

    /// <inheritdoc/>
    public void EnsureBuilt(params IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (Built) return;
        BuildSelf(inputs);
        if (LayerTree.Modules(this).Any(node => node.Module is ILayer { Built: false })) InferOutputsOfSomeType(inputs);
    }

    IReadOnlyList<ScalarType>? IWeightOwner.InputTypes => inputTypes;

    void IWeightOwner.BuildSelf(IReadOnlyList<Shape> inputs) => BuildSelf(inputs);

    private void BuildSelf(IReadOnlyList<Shape> inputs)
    {
        if (Built) return;
        if (inputs.Count > 0) Layout?.Check(Where, inputs[0], built: null);
        RegisterComponents();
        var childrenBefore = new HashSet<nn.Module>(base.children(), ReferenceEqualityComparer.Instance);
        try
        {
            using var noGradient = no_grad();
            Build(inputs);
        }
        catch
        {
            RemoveWeights();
            throw;
        }
        InputShapes = [.. inputs];
        Built = true;
        RegisterComponents();
        // Modules made by Build start in training mode, whatever mode this layer was put in before.
        if (training) return;
        foreach (var child in base.children().Where(child => !childrenBefore.Contains(child))) child.train(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<TensorSpec> InferOutputs(params IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        BuildSelf([.. inputs.Select(input => input.Shape)]);
        if (inputs.Count > 0) Layout?.Check(Where, inputs[0].Shape, InputShape);
        return ComputeOutputs(inputs) ?? TrialRun.Infer(this, ((IFlatCall)this).CallFlat, inputs);
    }

    /// <summary>Adds the weights and sub-layers that depend on the input's shape; the default has none. Runs without gradients.</summary>
    /// <param name="input">The (first) input's shape, <c>[-1, ...]</c>; <c>input[^1]</c> is the number of features.</param>
    protected virtual void Build(Shape input) { }

    /// <summary>The same for a layer of several inputs; the default calls <see cref="Build(Shape)"/> with the first one's shape.</summary>
    /// <param name="inputs">The shape of each input, in order.</param>
    protected virtual void Build(IReadOnlyList<Shape> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Build(inputs.Count == 0 ? [] : inputs[0]);
    }

    /// <summary>The output's shape for an input's, sizes that are not known as -1; null (the default) lets <see cref="InferOutputs"/> try the layer on a few rows.</summary>
    /// <param name="input">The input's shape.</param>
    protected virtual Shape? ComputeOutputShape(Shape input) => null;

    /// <summary>Shapes and types of the outputs for those of the inputs; the default is for one input and one output of its type. Runs after the build.</summary>
    /// <param name="inputs">One for each input, in order.</param>
    protected virtual IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return inputs.Count == 1 && ComputeOutputShape(inputs[0].Shape) is { } shape ? [inputs[0] with { Shape = shape }] : null;
    }

    /// <summary>Whether outputs have the steps of the inputs, so that an input's <see cref="SequenceMask"/> is theirs too; default false: they carry none.</summary>
    protected virtual bool SupportsMasking => false;

    /// <summary>Makes a weight and registers it under its name; the layer owns it.</summary>
    /// <param name="name">The name in the layer, unique in it, such as <c>kernel</c>.</param>
    /// <param name="shape">The shape, all sizes known.</param>
    /// <param name="initializer">What gives the first values.</param>
    /// <param name="regularizer">A penalty that training adds to the loss.</param>
    /// <param name="constraint">What training applies after each step.</param>
    /// <param name="trainable">Whether an optimizer changes it and it carries gradients.</param>
    /// <exception cref="ShapeException">A size is not known.</exception>
    /// <exception cref="ConfigException">The layer has a weight of this name.</exception>
    protected Parameter AddWeight(string name, long[] shape, Initializer initializer, Regularizer? regularizer = null, Constraint? constraint = null, bool trainable = true)
    {
        ArgumentNullException.ThrowIfNull(initializer);
        var where = $"{GetName()}.{name}";
        if (weights.ContainsKey(name) || _internal_params.ContainsKey(name))
            throw new ConfigException(where, "weights of different names", $"a second weight named \"{name}\"", "Rename one of them.");
        if (shape.Any(size => size < 0))
        {
            throw new ShapeException(where, "a shape whose sizes are all known", $"{Shape.Create(shape)}",
                "Give the layer an input whose sizes after the batch are known.");
        }
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var values = WeightRoom.Make(initializer, shape);
        if (!values.shape.AsSpan().SequenceEqual(shape))
            throw new ShapeException(where, $"first values of shape {Shape.Create(shape)}", $"{Shape.Of(values)} from {initializer}", "Correct the initializer: it gives a tensor of the shape it is asked for.");
        var weight = new Parameter(values.to(new Device(_deviceType, _deviceIndex)), trainable);
        weight.DetachFromDisposeScope();
        register_parameter(name, weight);
        weights.Add(name, (regularizer, constraint, trainable));
        return weight;
    }

    /// <summary>Makes a buffer, state that no optimizer changes, and registers it under its name; the layer owns it. A field that holds it follows when the layer moves or is converted, unless it is not persistent: TorchSharp passes over those.</summary>
    /// <param name="name">The name in the layer, unique in it, such as <c>movingMean</c>.</param>
    /// <param name="values">The first values; the layer takes the tensor.</param>
    /// <param name="persistent">Whether it is saved; one that follows from the constructor's parameters need not be.</param>
    protected Tensor AddBuffer(string name, Tensor values, bool persistent = true)
    {
        var buffer = values.to(new Device(_deviceType, _deviceIndex)).DetachFromDisposeScope();
        register_buffer(name, buffer, persistent);
        return buffer;
    }

    /// <summary>Adds a scalar to the loss of the training step that runs this forward; without one, does nothing.</summary>
    /// <param name="loss">A scalar that carries gradients.</param>
    protected static void AddLoss(Tensor loss) => ForwardValues.Current?.Add(loss);

    /// <summary>Reports a scalar of this forward under a name; training shows the mean over the epoch's batches.</summary>
    /// <param name="name">The name in histories and status lines.</param>
    /// <param name="value">A scalar; its gradient is not used.</param>
    protected static void AddMetric(string name, Tensor value) => ForwardValues.Current?.Add(name, value.detach());

    IReadOnlyList<Tensor> IFlatCall.CallFlat(IReadOnlyList<Tensor> inputs) => CallFlat(inputs);

    IDisposable IForwardHookable.AddForwardHook(Action<IReadOnlyList<Tensor>> action) => new ForwardHook(register_forward_hook((_, _, output) =>
    {
        action(TensorStructure<TOutput>.Flatten(output));
        return output;
    }).remove);

    IEnumerable<LayerWeight> IWeightOwner.OwnWeights(string prefix) =>
        weights.Select(weight => new LayerWeight(prefix + weight.Key, this, weight.Key, weight.Value.Regularizer, weight.Value.Constraint, weight.Value.Trainable));

    Parameter IWeightOwner.GetWeight(string weightName) => _internal_params[weightName];

    /// <summary>The layer's outputs for a flat list of its inputs.</summary>
    private protected virtual IReadOnlyList<Tensor> CallFlat(IReadOnlyList<Tensor> inputs) => TensorStructure<TOutput>.Flatten(call(TensorStructure<TInput>.Pack(inputs)));

    /// <summary>The layer in error messages.</summary>
    private protected string Where => $"{GetType().Name} {name}";

    /// <summary>What the first input must look like; null where the layer checks by itself.</summary>
    private protected virtual InputLayout? Layout => null;

    /// <summary>Refuses an input that the layer cannot take before libtorch sees it: its matrix products end the process at a wrong shape or type.</summary>
    /// <param name="input">The first input.</param>
    /// <param name="weight">A weight that it meets, or null.</param>
    private protected void CheckInput(Tensor input, Tensor? weight = null)
    {
        Layout!.Check(Where, Shape.Of(input), InputShape ?? Shape.OfBatch(input));
        if (weight is null || input.dtype == weight.dtype || (Autocast.On && input.is_floating_point())) return;
        throw new DataException(Where, $"a {weight.dtype} input, as its weights are", $"a {input.dtype} one", $"Convert the input, x.to(ScalarType.{weight.dtype}), or the layer.");
    }

    /// <summary>The error of a layer whose weights are asked for before they exist.</summary>
    private protected AuthoringException NotBuilt() => new(Where, "a layer that is built", "one that has seen no input",
        "Use call(x), which builds, instead of forward(x); or build it first with EnsureBuilt([-1, features]).");

    // The hook's result takes the input's place wherever it is not null, and a tuple's default is not null.
    private TInput BuildOnFirstCall(nn.Module<TInput, TOutput> module, TInput input)
    {
        if (Built) return input;
        var tensors = TensorStructure<TInput>.Flatten(input);
        if (tensors.Count > 0)
        {
            _deviceType = tensors[0].device_type;
            _deviceIndex = tensors[0].device_index;
        }
        BuildSelf([.. tensors.Select(Shape.OfBatch)]);
        return input;
    }

    // Shapes say nothing of types: where numbers do not fit, the inputs are indices.
    private void InferOutputsOfSomeType(IReadOnlyList<Shape> shapes)
    {
        AuthoringException? first = null;
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Int64 })
        {
            try
            {
                InferOutputs([.. shapes.Select(shape => new TensorSpec(shape, type))]);
                return;
            }
            catch (AuthoringException error)
            {
                first ??= error;
            }
        }
        ExceptionDispatchInfo.Throw(first!);
    }

    // Runs after a forward, so that what the layer refused is no type of its inputs.
    private TOutput HandMaskOn(nn.Module<TInput, TOutput> module, TInput input, TOutput output)
    {
        inputTypes ??= [.. TensorStructure<TInput>.Flatten(input).Select(tensor => tensor.dtype)];
        if (SupportsMasking) SequenceMask.HandOn(input, output);
        return output;
    }

    private void RemoveWeights()
    {
        foreach (var (field, _) in ComponentFields.Of(GetType()))
        {
            if (TensorName(field.GetValue(this)) is { } held && weights.ContainsKey(held)) field.SetValue(this, null);
        }
        foreach (var added in weights.Keys)
        {
            _internal_params[added].Dispose();
            _internal_params.Remove(added);
        }
        weights.Clear();
    }
}
