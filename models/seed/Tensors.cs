using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Tensors and operations as in NumPy.</summary>
public static class Tensors
{
    /// <summary>A slice, a column, a sum, squares and a product of a matrix.</summary>
    /// <param name="t">A matrix of two rows or more.</param>
    public static Tensor[] Operations(Tensor t) =>
    [
        t[.., 1..],
        t[TensorIndex.Ellipsis, 1, TensorIndex.None],
        t + 10,
        t.square(),
        t.mm(t.T),
    ];

    /// <summary>Prints what the chapter prints.</summary>
    public static void Run(TextWriter output)
    {
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        output.WriteLine(TensorText.Of(tensor(42)));
        output.WriteLine($"{Shape.Of(t)} {t.dtype}");
        foreach (var result in Operations(t)) output.WriteLine(TensorText.Of(result));
    }
}
