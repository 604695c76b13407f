namespace OnnxForge.Authoring;

/// <summary>Checks of constructor arguments; NaN is never in a range.</summary>
internal static class Settings
{
    /// <exception cref="ConfigException">The value is not above the limit.</exception>
    public static double Above(double limit, double value, string where, string name) => value > limit ? value : throw Wrong(where, $"{name} above {limit}", value, name);

    /// <exception cref="ConfigException">The value is below the limit.</exception>
    public static double AtLeast(double least, double value, string where, string name) => value >= least ? value : throw Wrong(where, $"{name} of {least} or more", value, name);

    /// <exception cref="ConfigException">The value is below the limit.</exception>
    public static int AtLeast(int least, int value, string where, string name) => value >= least ? value : throw Wrong(where, $"{name} of {least} or more", value, name);

    /// <exception cref="ConfigException">The value is not between the limits.</exception>
    public static double Between(double least, double most, double value, string where, string name) =>
        value >= least && value <= most ? value : throw Wrong(where, $"{name} from {least} to {most}", value, name);

    /// <exception cref="ConfigException">The value is not in [0, 1).</exception>
    public static double Rate(double value, string where, string name = "rate") =>
        value is >= 0 and < 1 ? value : throw Wrong(where, $"{name} from 0 to below 1", value, name);

    /// <summary>One size for each of <paramref name="rank"/> dimensions; a single one stands for all.</summary>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is below <paramref name="least"/>.</exception>
    public static Shape Sizes(int rank, Shape? value, Shape otherwise, string where, string name, int least = 1)
    {
        value ??= otherwise;
        if (value.Count == 1 && rank > 1) value = Shape.Create([.. Enumerable.Repeat(value[0], rank)]);
        if (value.Count == rank && value.All(size => size >= least)) return value;
        throw new ConfigException(where, $"{name} of {rank} sizes, each {least} or more", $"{value}", $"Give one for each dimension, or one for all.");
    }

    /// <summary>Refuses a penalty or a constraint on a weight that a switch leaves out, where it would do nothing.</summary>
    /// <exception cref="ConfigException">There is one.</exception>
    public static void RequireWeight(bool exists, string where, string option, params ReadOnlySpan<(string Name, object? Given)> settings)
    {
        if (exists) return;
        foreach (var (name, given) in settings)
        {
            if (given is not null) throw new ConfigException(where, $"no {name}, as {option} is false", TypeNames.Short(given.GetType()), $"Leave it out, or set {option} to true.");
        }
    }

    /// <summary>The dimension counted from the front, which is not the batch.</summary>
    /// <exception cref="ShapeException">There is no such dimension, or it is the batch.</exception>
    public static int Axis(int axis, int rank, string where)
    {
        const string remedy = "Correct the axis, or reshape the input first.";
        var counted = axis < 0 ? axis + rank : axis;
        if (counted < 0 || counted >= rank) throw new ShapeException(where, $"an input that has dimension {axis}", $"one of {rank} dimensions", remedy);
        return counted > 0 ? counted : throw new ShapeException(where, "a dimension behind the batch", $"axis {axis} of {rank} dimensions, which is the batch", remedy);
    }

    private static ConfigException Wrong(string where, string expected, double value, string name) => new(where, expected, $"{value}", $"Correct {name}.");
}
