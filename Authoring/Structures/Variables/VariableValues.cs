using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The checks of what is written to a <see cref="Variable"/>.</summary>
internal static class VariableValues
{
    // Up to here a double holds every whole number.
    private const double LargestWhole = 1L << 53;

    /// <summary>Refuses another shape or type than the place has; libtorch would broadcast the one and convert the other.</summary>
    public static void Check(string where, string what, ScalarType type, ReadOnlySpan<long> shape, Tensor value)
    {
        if (value.dtype != type)
            throw new DataException(where, $"{what} of type {type}", $"{value.dtype}", $"Cast them: value.to(ScalarType.{type}).");
        if (!value.shape.AsSpan().SequenceEqual(shape))
            throw new ShapeException(where, $"{what} of shape {Shape.Create(shape)}", $"{Shape.Of(value)}", "Give one value for each element that is written.");
    }

    /// <summary>Numbers as a tensor of the target's type: one number in the target's shape, several as <c>[n]</c>; owned by the caller.</summary>
    public static Tensor FromNumbers(string where, Tensor target, ReadOnlySpan<double> values)
    {
        var whole = !target.is_floating_point() && !target.is_complex();
        foreach (var value in values)
        {
            if (whole && !(value == Math.Floor(value) && Math.Abs(value) <= LargestWhole))
                throw new DataException(where, $"whole numbers for the type {target.dtype}, of at most 2^53 in size", FormattableString.Invariant($"{value}"), "Give a tensor of the variable's type.");
        }
        using var scope = NewDisposeScope();
        var numbers = tensor(values.ToArray()).to(target.dtype).to(target.device);
        return (values.Length == 1 ? numbers[0].expand(target.shape) : numbers).MoveToOuterDisposeScope();
    }

    /// <summary>Refuses places <c>[n, k]</c> that are not there or come twice.</summary>
    public static void CheckPlaces(string where, Tensor target, string described, Tensor given, Tensor places)
    {
        if (given.dtype is not (ScalarType.Int64 or ScalarType.Int32))
            throw new DataException(where, $"{described} of type Int64 or Int32", $"{given.dtype}", "Give whole numbers, counted from 0.");
        if (places.dim() != 2 || places.shape[1] == 0 || places.shape[1] > target.dim())
        {
            throw new ShapeException(where, $"{described} with at most {target.dim()} numbers for each place of a variable {Shape.Of(target)}", $"{Shape.Of(given)}",
                "Give one number for each of the first dimensions.");
        }
        using var host = places.cpu().to(ScalarType.Int64);
        var numbers = host.data<long>().ToArray();
        var width = (int)places.shape[1];
        var seen = new HashSet<Shape>();
        for (var i = 0; i < places.shape[0]; i++)
        {
            var place = numbers.AsSpan(i * width, width);
            for (var k = 0; k < width; k++)
            {
                if (place[k] < 0 || place[k] >= target.shape[k])
                    throw new DataException(where, $"places in a variable {Shape.Of(target)}, counted from 0", $"[{string.Join(", ", place.ToArray())}]", "Correct the index.");
            }
            if (!seen.Add(Shape.Create(place)))
                throw new DataException(where, "each place once", $"[{string.Join(", ", place.ToArray())}] twice", "Combine the updates of a place first.");
        }
    }
}
