using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.ML.OnnxRuntime;
using OnnxForge.Export;
using TorchSharp;

namespace OnnxForge.Cli;

/// <summary>The content of <c>verification.json</c>.</summary>
internal static class VerificationJson
{
    /// <summary>The exported file, both comparisons, and the versions that made them.</summary>
    public static JsonObject Write(TrainingResult result, ExportReport export) => new()
    {
        ["file"] = OutputNames.OnnxModel,
        ["sha256"] = export.Sha256,
        ["bytes"] = export.Bytes,
        ["opset"] = export.Opset,
        ["irVersion"] = export.IrVersion,
        ["parity"] = ResultJson.Parity(result.Parity),
        ["export"] = ResultJson.ExportParity(export.Parity),
        ["warnings"] = new JsonArray([.. export.Warnings.Select(warning => JsonValue.Create(warning))]),
        ["versions"] = new JsonObject
        {
            ["onnxforge"] = VersionOf(typeof(VerificationJson)),
            ["torchSharp"] = VersionOf(typeof(torch)),
            ["libTorch"] = torch.__version__,
            ["onnxRuntime"] = OrtEnv.Instance().GetVersionString(),
        },
    };

    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
