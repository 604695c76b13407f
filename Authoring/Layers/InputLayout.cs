namespace OnnxForge.Authoring;

/// <summary>What a layer's input must look like: a name for each dimension, and the one whose size the weights fix.</summary>
/// <param name="Dimensions">The names, separated by commas; <c>...</c> stands for any number of dimensions, none included.</param>
/// <param name="Fixed">The dimension whose size the build fixes, counted from the end where negative; null where there is none.</param>
internal sealed record InputLayout(string Dimensions, int? Fixed = null)
{
    // Layers look at every input, so that what does not change is made once.
    private readonly string[] names = Dimensions.Split(", ");

    public static InputLayout Features { get; } = new("batch, ..., features", -1);

    public static InputLayout Sequence { get; } = new("batch, time, features", -1);

    /// <summary>Sequences of any number of features.</summary>
    public static InputLayout Time { get; } = new("batch, time, features");

    public static InputLayout Channels { get; } = new("batch, channels, ...", 1);

    public static InputLayout Any { get; } = new("batch, ...");

    /// <summary>Channels and 1 to 3 dimensions of space.</summary>
    public static InputLayout Space(int rank, bool isFixed = false) =>
        new(rank switch { 1 => "batch, channels, length", 2 => "batch, channels, height, width", _ => "batch, channels, depth, height, width" }, isFixed ? 1 : null);

    /// <summary>Refuses an input of another rank, and one whose fixed size differs from what the layer was built for.</summary>
    /// <exception cref="ShapeException">The input does not fit.</exception>
    public void Check(string where, Shape input, Shape? built)
    {
        var open = names.Contains("...");
        if (open ? input.Count < names.Length - 1 : input.Count != names.Length)
            throw new ShapeException(where, $"an input [{Dimensions}]", $"an input {input}", "Give it these dimensions, or reshape it first.");
        if (Fixed is not { } fixedAt) return;
        var axis = fixedAt < 0 ? fixedAt + input.Count : fixedAt;
        var name = names[fixedAt < 0 ? fixedAt + names.Length : fixedAt];
        if (built is null)
        {
            if (input[axis] < 1)
                throw new ShapeException(where, $"an input [{Dimensions}] whose {name} are known and 1 or more", $"an input {input}", "Build it for an input whose sizes are known.");
            return;
        }
        var wanted = built[fixedAt < 0 ? fixedAt + built.Count : fixedAt];
        if (input[axis] == wanted || input[axis] < 0) return;
        throw new ShapeException(where, $"an input [{Dimensions.Replace(name, $"{wanted}")}], as it was built for", $"an input {input}",
            $"Give it the {name} of the first input, or make a new layer.");
    }
}
