using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 4: variables.</summary>
public static class Variables
{
    /// <summary>Prints what the seed prints.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        using var v = new Variable(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } });
        output.WriteLine(TensorText.Of(v.Assign(2 * v)));
        output.WriteLine(TensorText.Of(v[0, 1].Assign(42)));
        output.WriteLine(TensorText.Of(v[.., 2].Assign(0, 1)));
        output.WriteLine(TensorText.Of(v.ScatterNdUpdate(tensor(new[,] { { 0L, 0 }, { 1, 2 } }), tensor(new[] { 100f, 200f }))));
        output.WriteLine(TensorText.Of(v.ScatterUpdate(tensor(new[] { 1L, 0 }), tensor(new[,] { { 1f, 2f, 3f }, { 4f, 5f, 6f } }))));
        output.WriteLine(TensorText.Of(v.AssignAdd(1).AssignSub(ones_like(v))));
    }
}
