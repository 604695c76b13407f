using OnnxForge.Authoring;
using OnnxForge.Export;
using TorchSharp;

namespace OnnxForge.Tests.Inference.Apps;

/// <summary>A model that the exporter wrote, and that the applications run: 24 times the sum of 8 features, exact where these are small whole numbers, in batches as alone.</summary>
internal static class ExportedModel
{
    private static readonly Lazy<string> Written = new(() =>
    {
        var folder = new Policy.TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        using var model = new Sequential([new Dense(24, "relu", kernelInitializer: "ones"), new Dense(1, kernelInitializer: "ones")], input: [8]);
        // named as the model is for which the samples' class was written
        OnnxExporter.Export(model, torch.zeros(1, 8), folder.File("housing.onnx"), new ExportOptions { Inputs = [new InputSpec("features")], OutputNames = ["price"] });
        return folder.File("housing.onnx");
    });

    public static string Path => Written.Value;
}
