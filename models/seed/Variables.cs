using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Variables, assigned whole, by slice and by index.</summary>
public static class Variables
{
    /// <summary>Prints the variable after each assignment.</summary>
    public static void Run(TextWriter output)
    {
        var v = new Variable(tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }));
        void Print() => output.WriteLine(TensorText.Of(v));

        v.Assign(2 * v);
        Print();
        v[0, 1].Assign(42);
        Print();
        v[.., 2].Assign(tensor(new[] { 0f, 1f }));
        Print();
        v.AssignAdd(ones(2, 3)).AssignSub(tensor(1f));
        v.ScatterNdUpdate(tensor(new[,] { { 0L, 0 }, { 1, 2 } }), tensor(new[] { 100f, 200f }));
        Print();
        v.ScatterUpdate(tensor(new[] { 1L, 0 }), tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }));
        Print();
    }
}
