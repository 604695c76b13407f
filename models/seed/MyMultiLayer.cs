using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 14: a layer of two inputs and two outputs, their sum and their product.</summary>
[CustomObject("seed/my-multi-layer")]
public sealed class MyMultiLayer : Layer<(Tensor X1, Tensor X2), (Tensor Sum, Tensor Product)>
{
    /// <inheritdoc/>
    public override (Tensor Sum, Tensor Product) forward((Tensor X1, Tensor X2) input) => (input.X1 + input.X2, input.X1 * input.X2);

    /// <summary>Prints both outputs and their shapes.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var (sum, product) = new MyMultiLayer().call((tensor(new[,] { { 1f, 2f } }), tensor(new[,] { { 3f, 4f } })));
        output.WriteLine($"{TensorText.Of(sum)} {TensorText.Of(product)}");
        output.WriteLine(string.Join(" ", new MyMultiLayer().InferOutputs(new TensorSpec([-1, 2]), new TensorSpec([-1, 2])).Select(spec => spec.Shape)));
    }
}
