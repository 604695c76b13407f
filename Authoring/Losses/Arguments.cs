namespace OnnxForge.Authoring;

/// <summary>Checks of numbers that constructors of losses and metrics take; NaN is never one.</summary>
internal static class Arguments
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

    private static ConfigException Wrong(string where, string expected, double value, string name) => new(where, expected, $"{value}", $"Correct {name}.");
}
