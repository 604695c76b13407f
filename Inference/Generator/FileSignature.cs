using System.Globalization;

namespace OnnxForge.Inference.Generator;

/// <summary>The inputs and outputs that a model file declares, in its order.</summary>
internal sealed record FileSignature(ValueList<FileTensor> Inputs, ValueList<FileTensor> Outputs)
{
    public override string ToString() => $"({string.Join(", ", Inputs)}) -> ({string.Join(", ", Outputs)})";
}

/// <summary>One input or output.</summary>
/// <param name="Name">The name in the file.</param>
/// <param name="Kind">The type of the elements.</param>
/// <param name="Dims">The dimensions; null where the file does not state the rank.</param>
internal sealed record FileTensor(string Name, ElementKind Kind, ValueList<FileDimension>? Dims)
{
    public override string ToString() => $"{Name} {Kind.Name} {(Dims is null ? "[...]" : $"[{string.Join(", ", Dims)}]")}";
}

/// <summary>One dimension: a size, else a name, else neither.</summary>
internal sealed record FileDimension(long? Size, string? Symbol)
{
    public override string ToString() => Size?.ToString(CultureInfo.InvariantCulture) ?? Symbol ?? "?";
}
