namespace OnnxForge.Authoring;

/// <summary>Checks of constructor arguments.</summary>
internal static class Settings
{
    /// <exception cref="ConfigException">The value is smaller.</exception>
    public static int AtLeast(int least, int value, string where, string name) =>
        value >= least ? value : throw new ConfigException(where, $"{name} of {least} or more", $"{value}", $"Correct {name}.");

    /// <exception cref="ConfigException">The value is not in [0, 1).</exception>
    public static double Rate(double value, string where, string name = "rate") =>
        value is >= 0 and < 1 ? value : throw new ConfigException(where, $"{name} from 0 to below 1", $"{value}", $"Correct {name}.");

    /// <exception cref="ConfigException">The value is not a number of 0 or more.</exception>
    public static double NotNegative(double value, string where, string name) =>
        value >= 0 ? value : throw new ConfigException(where, $"{name} of 0 or more", $"{value}", $"Correct {name}.");

    /// <summary>One size for each of <paramref name="rank"/> dimensions; a single one stands for all.</summary>
    /// <exception cref="ConfigException">There are other numbers of sizes, or one is below <paramref name="least"/>.</exception>
    public static Shape Sizes(int rank, Shape? value, Shape otherwise, string where, string name, int least = 1)
    {
        value ??= otherwise;
        if (value.Count == 1 && rank > 1) value = Shape.Create([.. Enumerable.Repeat(value[0], rank)]);
        if (value.Count == rank && value.All(size => size >= least)) return value;
        throw new ConfigException(where, $"{name} of {rank} sizes, each {least} or more", $"{value}", $"Give one for each dimension, or one for all.");
    }

    /// <summary>The dimension counted from the front.</summary>
    /// <exception cref="ShapeException">There is no such dimension.</exception>
    public static int Axis(int axis, int rank, string where)
    {
        var counted = axis < 0 ? axis + rank : axis;
        return counted >= 0 && counted < rank ? counted
            : throw new ShapeException(where, $"an input that has dimension {axis}", $"one of {rank} dimensions", "Correct the axis, or reshape the input first.");
    }
}
