using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>New values for a <see cref="Variable"/>, for any other tensor, or for a slice of one: <c>v[.., 2].Assign(column)</c>. No gradient follows an assignment.</summary>
public static class TensorUpdates
{
    /// <summary>Sets all values.</summary>
    /// <param name="target">The variable, tensor or slice to change.</param>
    /// <param name="value">Values of the target's type, and of its shape or one that broadcasts to it.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DataException">The value is of another element type.</exception>
    /// <exception cref="ShapeException">The value's shape does not fit.</exception>
    public static T Assign<T>(this T target, Tensor value) where T : Tensor => Update(nameof(Assign), target, value, fitting => target.copy_(fitting));

    /// <summary>Sets all values to a number.</summary>
    /// <returns>The target.</returns>
    public static T Assign<T>(this T target, double value) where T : Tensor => Update(target, () => Number(value, target.fill_));

    /// <summary>Adds to all values.</summary>
    /// <inheritdoc cref="Assign{T}(T, Tensor)"/>
    public static T AssignAdd<T>(this T target, Tensor value) where T : Tensor => Update(nameof(AssignAdd), target, value, fitting => target.add_(fitting));

    /// <summary>Subtracts from all values.</summary>
    /// <inheritdoc cref="Assign{T}(T, Tensor)"/>
    public static T AssignSub<T>(this T target, Tensor value) where T : Tensor => Update(nameof(AssignSub), target, value, fitting => target.sub_(fitting));

    /// <summary>Sets whole rows.</summary>
    /// <param name="target">The variable or tensor to change, <c>[rows, ...]</c>.</param>
    /// <param name="indices">Which rows, int64 <c>[count]</c>, each from 0 and below the number of rows; of equal ones any may win.</param>
    /// <param name="updates">Their new values, <c>[count, ...]</c>, of the target's type.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DataException">The updates are of another element type, or an index is outside.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static T ScatterUpdate<T>(this T target, Tensor indices, Tensor updates) where T : Tensor
    {
        ArgumentNullException.ThrowIfNull(indices);
        if (indices.dim() != 1) throw Shapes(nameof(ScatterUpdate), "indices [count]", $"indices {Shape.Of(indices)}");
        return target.ScatterNdUpdate(indices.unsqueeze(1), updates);
    }

    /// <summary>Sets single values, or the parts that fewer indices choose.</summary>
    /// <param name="target">The variable or tensor to change.</param>
    /// <param name="indices">Where, int64 <c>[count, depth]</c>: a row holds the indices in the first <c>depth</c> dimensions; of equal ones any may win.</param>
    /// <param name="updates">The new values, <c>[count, ...]</c>, where the rest are the target's dimensions from <c>depth</c> on; of the target's type.</param>
    /// <returns>The target.</returns>
    /// <exception cref="DataException">The updates are of another element type, or an index is outside.</exception>
    /// <exception cref="ShapeException">The shapes do not fit.</exception>
    public static T ScatterNdUpdate<T>(this T target, Tensor indices, Tensor updates) where T : Tensor
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(indices);
        ArgumentNullException.ThrowIfNull(updates);
        const string where = nameof(ScatterNdUpdate);
        CheckType(where, target.dtype, updates);
        CheckType(where, ScalarType.Int64, indices);
        if (indices.dim() != 2 || indices.shape[1] < 1 || indices.shape[1] > target.dim())
            throw Shapes(where, $"indices [count, 1 to {target.dim()}]", $"indices {Shape.Of(indices)}");
        var fitting = Shape.Create([indices.shape[0], .. target.shape[(int)indices.shape[1]..]]);
        if (!Shape.Of(updates).SequenceEqual(fitting)) throw Shapes(where, $"updates {fitting}", $"updates {Shape.Of(updates)}");
        return Update(target, () =>
        {
            var columns = indices.unbind(1);
            foreach (var (column, size) in columns.Zip(target.shape)) CheckRange(where, column, size);
            target.index_put_(updates, [.. columns.Select(TensorIndex.Tensor)]);
        });
    }

    private static T Update<T>(string where, T target, Tensor value, Action<Tensor> update) where T : Tensor
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(value);
        CheckType(where, target.dtype, value);
        var broadcasts = value.dim() <= target.dim() && value.shape.Reverse().Zip(target.shape.Reverse()).All(pair => pair.First == pair.Second || pair.First == 1);
        if (!broadcasts) throw Shapes(where, $"a value that broadcasts to {Shape.Of(target)}", $"one of shape {Shape.Of(value)}");
        return Update(target, () => update(value));
    }

    private static T Update<T>(T target, Action update) where T : Tensor
    {
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        update();
        return target;
    }

    // held by name: a temporary may be finalized while libtorch reads it
    private static void Number(double value, Func<Scalar, Tensor> use)
    {
        using Scalar number = value;
        use(number);
    }

    private static void CheckType(string where, ScalarType expected, Tensor value)
    {
        if (value.dtype == expected) return;
        throw new DataException(where, $"values of type {TensorSpec.TypeName(expected)}", TensorSpec.TypeName(value.dtype), $"Convert them: value.to(ScalarType.{expected}).");
    }

    private static void CheckRange(string where, Tensor column, long size)
    {
        if (column.numel() == 0) return;
        var (least, greatest) = (column.min().item<long>(), column.max().item<long>());
        if (least < 0 || greatest >= size) throw new DataException(where, $"indices from 0 to {size - 1}", $"{(least < 0 ? least : greatest)}", "Correct the index.");
    }

    private static ShapeException Shapes(string where, string expected, string received) => new(where, expected, received, "Reshape it.");
}
