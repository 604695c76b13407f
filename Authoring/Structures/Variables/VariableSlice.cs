using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A part of a <see cref="Variable"/>: what <c>v[0, 1]</c> gives. Reading gives a tensor that carries gradients to the variable; writing changes the variable.</summary>
public sealed class VariableSlice
{
    private readonly Variable variable;
    private readonly TensorIndex[] indices;

    internal VariableSlice(Variable variable, TensorIndex[] indices) => (this.variable, this.indices) = (variable, indices);

    /// <summary>The part as it is now.</summary>
    public Tensor Value => ((Tensor)variable)[indices];

    /// <summary>The part as it is now.</summary>
    /// <param name="slice">The part.</param>
    public static implicit operator Tensor(VariableSlice slice)
    {
        ArgumentNullException.ThrowIfNull(slice);
        return slice.Value;
    }

    /// <summary>The part as it is now.</summary>
    public Tensor ToTensor() => Value;

    /// <summary>Takes new values.</summary>
    /// <param name="value">Values of the part's shape and the variable's type; a gradient does not flow through it.</param>
    /// <returns>The whole variable.</returns>
    /// <exception cref="ShapeException">The shape is another one.</exception>
    /// <exception cref="DataException">The type is another one.</exception>
    public Variable Assign(Tensor value) => Write(nameof(Assign), value, (_, given) => given);

    /// <summary>Takes new values as numbers: one for all elements, or as many as a part of one dimension has.</summary>
    /// <param name="values">The numbers; whole ones where the variable's type is an integer one.</param>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable Assign(params ReadOnlySpan<double> values) => Assign(Numbers(nameof(Assign), values));

    /// <summary>Adds to the values.</summary>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable AssignAdd(Tensor value) => Write(nameof(AssignAdd), value, (now, given) => now + given);

    /// <summary>Adds numbers.</summary>
    /// <inheritdoc cref="Assign(ReadOnlySpan{double})"/>
    public Variable AssignAdd(params ReadOnlySpan<double> values) => AssignAdd(Numbers(nameof(AssignAdd), values));

    /// <summary>Subtracts from the values.</summary>
    /// <inheritdoc cref="Assign(Tensor)"/>
    public Variable AssignSub(Tensor value) => Write(nameof(AssignSub), value, (now, given) => now - given);

    /// <summary>Subtracts numbers.</summary>
    /// <inheritdoc cref="Assign(ReadOnlySpan{double})"/>
    public Variable AssignSub(params ReadOnlySpan<double> values) => AssignSub(Numbers(nameof(AssignSub), values));

    private Tensor Numbers(string method, ReadOnlySpan<double> values)
    {
        using var scope = NewDisposeScope();
        return VariableValues.FromNumbers($"VariableSlice.{method}", Value, values).MoveToOuterDisposeScope();
    }

    private Variable Write(string method, Tensor value, Func<Tensor, Tensor, Tensor> combine)
    {
        ArgumentNullException.ThrowIfNull(value);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var now = Value;
        VariableValues.Check($"VariableSlice.{method}", "values", now.dtype, now.shape, value);
        variable.index_put_(combine(now, value), indices);
        return variable;
    }
}
