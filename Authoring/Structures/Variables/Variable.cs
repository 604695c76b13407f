using System.Runtime.CompilerServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A tensor whose values change in place: a layer's weight when it stands in a layer's field, or a state of its own.</summary>
/// <remarks>
/// <code>
/// var v = new Variable(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
/// v.Assign(2 * v);             // [[2, 4, 6], [8, 10, 12]]
/// v[0, 1].Assign(42);          // [[2, 42, 6], [8, 10, 12]]
/// v[.., 2].Assign(0, 1);       // [[2, 42, 0], [8, 10, 1]]
/// </code>
/// It computes as any tensor does, and gradients flow to it. Writing keeps its shape and type, is not part of the gradient, and makes a later
/// <c>backward</c> through values that were read before fail where it needs them. A variable belongs to no dispose scope: who makes it disposes it, or the layer that holds it.
/// </remarks>
public sealed class Variable : Parameter
{
    /// <summary>A variable of these values, which are copied.</summary>
    /// <param name="initial">The first values; shape and type stay theirs.</param>
    /// <param name="trainable">Whether it carries gradients; one of integers or booleans never does.</param>
    public Variable(Tensor initial, bool trainable = true) : this(trainable, Copy(initial)) { }

    /// <summary>A variable of an array's values and type: <c>float[,]</c> gives float32 <c>[rows, columns]</c>.</summary>
    /// <param name="initial">The first values, copied.</param>
    /// <param name="trainable">Whether it carries gradients; one of integers or booleans never does.</param>
    /// <exception cref="DataException">The array's elements are of a type that no tensor has.</exception>
    [OverloadResolutionPriority(1)]
    public Variable(Array initial, bool trainable = true) : this(trainable, initial.ToTensor()) { }

    private Variable(bool trainable, Tensor owned) : base(owned, trainable && (owned.is_floating_point() || owned.is_complex())) => this.DetachFromDisposeScope();

    /// <summary>A part of the variable to read or to write; indices as TorchSharp's: numbers, ranges, <c>TensorIndex</c>.</summary>
    /// <param name="indices">One for each dimension from the left, or with an ellipsis.</param>
    public new VariableSlice this[params TensorIndex[] indices] => new(this, indices);

    /// <summary>Takes new values.</summary>
    /// <param name="value">Values of the variable's shape and type; a gradient does not flow through it.</param>
    /// <returns>The variable.</returns>
    /// <exception cref="ShapeException">The shape is another one.</exception>
    /// <exception cref="DataException">The type is another one.</exception>
    public Variable Assign(Tensor value) => Write(nameof(Assign), value, (target, values) => target.copy_(values));

    /// <summary>Takes new values as numbers: one for all elements, or as many as a variable of one dimension has.</summary>
    /// <param name="values">The numbers; whole ones where the variable's type is an integer one.</param>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable Assign(params ReadOnlySpan<double> values)
    {
        using var numbers = VariableValues.FromNumbers("Variable.Assign", this, values);
        return Assign(numbers);
    }

    /// <summary>Adds to the values.</summary>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable AssignAdd(Tensor value) => Write(nameof(AssignAdd), value, (target, values) => target.add_(values));

    /// <summary>Adds numbers: one to all elements, or as many as a variable of one dimension has.</summary>
    /// <inheritdoc cref="Assign(ReadOnlySpan{double})"/>
    public Variable AssignAdd(params ReadOnlySpan<double> values)
    {
        using var numbers = VariableValues.FromNumbers("Variable.AssignAdd", this, values);
        return AssignAdd(numbers);
    }

    /// <summary>Subtracts from the values.</summary>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable AssignSub(Tensor value) => Write(nameof(AssignSub), value, (target, values) => target.sub_(values));

    /// <summary>Subtracts numbers: one from all elements, or as many as a variable of one dimension has.</summary>
    /// <inheritdoc cref="Assign(ReadOnlySpan{double})"/>
    public Variable AssignSub(params ReadOnlySpan<double> values)
    {
        using var numbers = VariableValues.FromNumbers("Variable.AssignSub", this, values);
        return AssignSub(numbers);
    }

    /// <summary>Replaces whole rows.</summary>
    /// <param name="rows">Which rows, int64 or int32 <c>[n]</c>, each from 0 and none twice.</param>
    /// <param name="updates">Their new values, <c>[n, ...]</c>, of the variable's type.</param>
    /// <returns>The variable.</returns>
    /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
    /// <exception cref="DataException">A row does not exist or comes twice, or a type is another one.</exception>
    public Variable ScatterUpdate(Tensor rows, Tensor updates)
    {
        ArgumentNullException.ThrowIfNull(rows);
        using var scope = NewDisposeScope();
        return Scatter(nameof(ScatterUpdate), "rows [n]", rows, rows.dim() == 1 ? rows.unsqueeze(1) : rows, updates);
    }

    /// <summary>Replaces single elements, or the parts below the first dimensions.</summary>
    /// <param name="indices">The place of each, int64 or int32 <c>[n, k]</c>: k numbers from 0, one for each of the first k dimensions; none twice.</param>
    /// <param name="updates">Their new values, <c>[n, ...]</c> with the dimensions after the first k, of the variable's type.</param>
    /// <returns>The variable.</returns>
    /// <exception cref="ShapeException">The shapes do not fit each other.</exception>
    /// <exception cref="DataException">A place does not exist or comes twice, or a type is another one.</exception>
    public Variable ScatterNdUpdate(Tensor indices, Tensor updates)
    {
        ArgumentNullException.ThrowIfNull(indices);
        using var scope = NewDisposeScope();
        return Scatter(nameof(ScatterNdUpdate), "indices [n, k]", indices, indices, updates);
    }

    /// <summary>The variable of another type (where it is of real or complex numbers) or device, with its gradient, for a layer that moves; this one is disposed where it is not the same.</summary>
    internal Variable MoveTo(ScalarType? type, Device? place)
    {
        var (newType, newPlace) = (is_floating_point() || is_complex() ? type ?? dtype : dtype, place ?? device);
        if (newType == dtype && newPlace.type == device_type && newPlace.index == device_index) return this;
        using var noGradient = no_grad();
        var moved = new Variable(requires_grad, detach().to(newType).to(newPlace));
        if (grad is { } gradient) moved.grad = gradient.to(newType).to(newPlace);
        Dispose();
        return moved;
    }

    private Variable Scatter(string method, string described, Tensor given, Tensor places, Tensor updates)
    {
        ArgumentNullException.ThrowIfNull(updates);
        using var noGradient = no_grad();
        VariableValues.CheckPlaces($"Variable.{method}", this, described, given, places);
        VariableValues.Check($"Variable.{method}", "updates", dtype, [places.shape[0], .. shape.AsSpan((int)places.shape[1])], updates);
        index_put_(updates, [.. places.to(ScalarType.Int64).unbind(1)]);
        return this;
    }

    private Variable Write(string method, Tensor value, Action<Tensor, Tensor> write)
    {
        ArgumentNullException.ThrowIfNull(value);
        VariableValues.Check($"Variable.{method}", "values", dtype, shape, value);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        write(this, value);
        return this;
    }

    private static Tensor Copy(Tensor initial)
    {
        ArgumentNullException.ThrowIfNull(initial);
        using var noGradient = no_grad();
        return initial.detach().clone();
    }
}
