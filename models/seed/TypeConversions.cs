using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 3: types are converted where one asks for it; without the cast, a scope of StrictDtypes (of OnnxForge.Export) makes this sum an error.</summary>
public static class TypeConversions
{
    /// <summary>Prints what the seed prints.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var t2 = tensor(40.0, ScalarType.Float64);
        var sum = tensor(2f) + t2.to(ScalarType.Float32);
        output.WriteLine($"{TensorText.Of(sum)} {sum.dtype}");
    }
}
