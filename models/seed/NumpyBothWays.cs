using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 2: arrays and NumPy's files become tensors and back, and the element type stays.</summary>
public static class NumpyBothWays
{
    /// <summary>Prints what the seed prints.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        double[] a = [2, 4, 5];
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        output.WriteLine($"{TensorText.Of(a.AsTensor())} {a.AsTensor().dtype}");
        output.WriteLine($"{TensorText.Of(a.AsTensor().square())} {a.AsTensor().square().dtype}");
        var array = (float[,])t.ToArray();
        output.WriteLine($"{array.GetLength(0)} x {array.GetLength(1)}, last {array[1, 2]}");

        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.npy");
        NumpyFile.Write(path, t.square());
        var read = NumpyFile.Read(path);
        File.Delete(path);
        output.WriteLine($"{TensorText.Of(read)} {read.dtype}");
    }
}
