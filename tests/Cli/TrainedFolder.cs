using System.Text.Json.Nodes;

namespace OnnxForge.Tests.Cli;

/// <summary>One short training on generated data that many tests look at; made once and never changed.</summary>
internal static class TrainedFolder
{
    private static readonly Lazy<(TemporaryFolder Folder, CliRun Run)> Trained = new(() =>
    {
        var folder = new TemporaryFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => folder.Dispose();
        return (folder, CliRun.Of("train", "--recipe", "residual", "--epochs", "2", "--out", folder["out"], "--json"));
    });

    public static CliRun Run => Trained.Value.Run;

    public static JsonObject Json => Run.Json;

    public static string Bundle => File("model.forge");

    public static string Onnx => File("model.onnx");

    public static string Folder => Trained.Value.Folder["out"];

    public static string File(string name) => Path.Combine(Folder, name);
}
