using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What every function of tensors must do: become a file that ONNX Runtime computes alike; the exporter proves it, or throws.</summary>
internal static class ExportContract
{
    /// <summary>Exports at the oldest, a middle and the newest opset, for inputs of the example's very shape, or of any first size.</summary>
    public static void Agrees(Func<Tensor, Tensor> function, Tensor example, bool anyBatch = false)
    {
        var input = anyBatch ? new InputSpec("input") : new InputSpec("input") { DynamicDimensions = new() };
        foreach (var opset in new[] { 17, 20, 23 })
        {
            var exported = OnnxExporter.Build(function, example, new ExportOptions { Opset = opset, Inputs = [input] });
            Assert.IsNotEmpty(exported.Report.Parity.Cases);
        }
    }
}
