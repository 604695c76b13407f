using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A layer of two inputs and two outputs, their sum and their product.</summary>
[CustomObject("seed/my-multi-layer")]
public sealed class MyMultiLayer : Layer<(Tensor, Tensor), (Tensor, Tensor)>
{
    /// <inheritdoc/>
    public override (Tensor, Tensor) forward((Tensor, Tensor) inputs)
    {
        var (x1, x2) = inputs;
        return (x1 + x2, x1 * x2);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec> ComputeOutputs(IReadOnlyList<TensorSpec> inputs) => inputs;

    /// <summary>Makes a functional model of the layer, prints the shapes of its outputs, saves and exports it.</summary>
    /// <param name="output">Where to print.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static MultiFunctionalModel Run(TextWriter output, string folder)
    {
        var (inputs1, inputs2) = (GraphTensor.Input([2], name: "x1"), GraphTensor.Input([2], name: "x2"));
        var (outputs1, outputs2) = new MyMultiLayer().call((inputs1, inputs2));
        output.WriteLine($"{outputs1.Shape} {outputs2.Shape}");

        var model = new MultiFunctionalModel([inputs1, inputs2], [outputs1.Named("sum"), outputs2.Named("product")]);
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, [zeros(1, 2), zeros(1, 2)], Path.Combine(folder, "model.onnx"));
        return model;
    }
}
