using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 1: tensors and operations like NumPy.</summary>
public static class Tensors
{
    /// <summary>Prints what the seed prints.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        output.WriteLine($"[{string.Join(", ", t.shape)}] {t.dtype}");
        output.WriteLine(TensorText.Of(t[.., 1..]));
        output.WriteLine(TensorText.Of(t[TensorIndex.Ellipsis, 1, TensorIndex.None]));
        output.WriteLine(TensorText.Of(t + 10));
        output.WriteLine(TensorText.Of(t.square()));
        output.WriteLine(TensorText.Of(t.mm(t.T)));
        output.WriteLine(TensorText.Of(tensor(42)));
    }
}
