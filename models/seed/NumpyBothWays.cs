using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;
using NumericTensor = System.Numerics.Tensors.Tensor;

namespace OnnxForge.Models.Seed;

/// <summary>Arrays, .NET's numeric tensors and NumPy's files become tensors and back, and the element type stays.</summary>
public static class NumpyBothWays
{
    /// <summary>Prints what the chapter prints.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="folder">Where a NumPy file is written.</param>
    public static void Run(TextWriter output, string folder)
    {
        void Print(Tensor values) => output.WriteLine($"{TensorText.Of(values)} {values.dtype}");
        double[] a = [2, 4, 5];
        var t = tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });

        Print(a.ToTorch());
        var array = (float[,])t.ToArray();
        Print(array.ToTorch());
        Print(a.ToTorch().square());
        var numbers = t.ToNumerics<float>();
        Print(NumericTensor.Multiply<float>(numbers, numbers).ToTorch());

        NpyFile.Write(Path.Combine(folder, "a.npy"), a.ToTorch().ToTensorData());
        Print(NpyFile.Read(Path.Combine(folder, "a.npy")).ToTensor());
    }
}
