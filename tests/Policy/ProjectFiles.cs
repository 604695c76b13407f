using System.Xml.Linq;

namespace OnnxForge.Tests.Policy;

/// <summary>Libraries name only the packages and projects that they may lean on; applications take native packages from NativePackages.props, and nobody names one elsewhere.</summary>
internal static class ProjectFiles
{
    private const string NativeChoice = "NativePackages.props";

    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Authoring"] = ["TorchSharp", "System.IO.Hashing", "System.Numerics.Tensors", "Microsoft.Extensions.Logging.Abstractions"],
        ["Export"] = ["Google.Protobuf", "Grpc.Tools", "Microsoft.Extensions.Logging.Abstractions", "OnnxForge.Authoring", "OnnxForge.Inference"],
        ["Inference"] = ["Microsoft.ML.OnnxRuntime.Managed", "OnnxForge.Inference.Generator"],
        ["Inference/Generator"] = ["Microsoft.CodeAnalysis.CSharp"],
        ["Inference/NumericsTensors"] = ["OnnxForge.Inference", "System.Numerics.Tensors"],
        ["Inference/Hosting"] =
        [
            "OnnxForge.Inference", "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Diagnostics.HealthChecks",
            "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Logging.Abstractions", "Microsoft.Extensions.Options",
        ],
        ["models"] = ["OnnxForge.Export"],
    };

    /// <summary>What breaks the rules in the project or property file at <paramref name="path"/>, relative to the repository.</summary>
    public static IEnumerable<string> Violations(string path, string text)
    {
        var project = XDocument.Parse(text);
        var references = Named(project, "PackageReference").Concat(Named(project, "ProjectReference").Select(ProjectName)).ToList();
        if (path != NativeChoice)
            foreach (var native in references.Where(IsNative)) yield return $"{path}: names the native package {native}; only {NativeChoice} does";
        bool importsNatives = project.Descendants("Import").Any(i => ((string?)i.Attribute("Project") ?? "").EndsWith(NativeChoice, StringComparison.OrdinalIgnoreCase));
        var room = path.Split('/')[0];
        if (importsNatives && room is not ("Cli" or "tests")) yield return $"{path}: imports {NativeChoice}; only applications do";
        // A project in a folder of a room has rules of its own.
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/');
        if (!Allowed.TryGetValue(folder, out var allowed) && !Allowed.TryGetValue(room, out allowed)) yield break;
        foreach (var other in references.Where(r => !allowed.Contains(r) && !IsNative(r))) yield return $"{path}: refers to {other}, which {(Allowed.ContainsKey(folder) ? folder : room)} may not lean on";
    }

    /// <summary>Whether a package carries native libraries of libtorch or ONNX Runtime.</summary>
    private static bool IsNative(string package) =>
        package.StartsWith("libtorch-", StringComparison.OrdinalIgnoreCase)
        || package.StartsWith("TorchSharp-", StringComparison.OrdinalIgnoreCase)
        || (package.StartsWith("Microsoft.ML.OnnxRuntime", StringComparison.OrdinalIgnoreCase) && !package.EndsWith(".Managed", StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> Named(XDocument project, string element) =>
        project.Descendants(element).Select(e => (string?)e.Attribute("Include")).OfType<string>();

    private static string ProjectName(string include) => Path.GetFileNameWithoutExtension(include.Replace('\\', '/'));
}
