namespace OnnxForge.Tests.Policy;

/// <summary>Which assembly may use which: what a rule does not name, and .NET itself does not bring, is forbidden.</summary>
internal static class AssemblyArrows
{
    private const string Logging = "Microsoft.Extensions.Logging.Abstractions";

    /// <summary>The arrows that are allowed; the Cli and the tests, which may use anything, have no rule.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["OnnxForge.Authoring"] = ["TorchSharp", "System.IO.Hashing", "System.Numerics.Tensors", Logging],
        ["OnnxForge.Export"] = ["OnnxForge.Authoring", "OnnxForge.Inference", "Google.Protobuf", "TorchSharp", Logging],
        ["OnnxForge.Inference"] = ["Microsoft.ML.OnnxRuntime"],
        // apart, because its package asks for a version of its own
        ["OnnxForge.Inference.Tensors"] = ["OnnxForge.Inference", "Microsoft.ML.OnnxRuntime", "System.Numerics.Tensors"],
        // it runs within the compiler, and nothing refers to it
        ["OnnxForge.Inference.Generator"] = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"],
        // what an application's host, of any kind, is known by; it runs models through Inference alone
        ["OnnxForge.Inference.Hosting"] =
        [
            "OnnxForge.Inference", "Microsoft.ML.OnnxRuntime", Logging, "Microsoft.Extensions.Configuration.Abstractions", "Microsoft.Extensions.DependencyInjection.Abstractions",
            "Microsoft.Extensions.Diagnostics.HealthChecks", "Microsoft.Extensions.Diagnostics.HealthChecks.Abstractions", "Microsoft.Extensions.Hosting.Abstractions", "Microsoft.Extensions.Options",
        ],
        // what lies in models/seed are whole programs: they export what they train
        ["OnnxForge.Models"] = ["OnnxForge.Authoring", "OnnxForge.Export", "OnnxForge.Inference", "TorchSharp", "System.Numerics.Tensors"],
    };

    private static readonly string[] Free = ["onnxforge", "OnnxForge.Tests"];

    /// <summary>What .NET brings; the console is the Cli's alone.</summary>
    private static readonly HashSet<string> Framework =
        [.. Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "*.dll").Select(f => Path.GetFileNameWithoutExtension(f)!).Where(n => n != "System.Console")];

    public static IEnumerable<string> Violations(IReadOnlyCollection<AssemblyReferences> built)
    {
        var byName = built.ToDictionary(a => a.Name);
        foreach (var assembly in built.Where(a => !Free.Contains(a.Name)))
        {
            if (!Allowed.TryGetValue(assembly.Name, out var allowed))
            {
                yield return $"{assembly.Name} has no rule; say in {nameof(AssemblyArrows)} what it may use";
                continue;
            }
            foreach (var path in Paths(assembly, byName))
                if (!allowed.Contains(path[^1])) yield return string.Join(" -> ", path);
        }
    }

    /// <summary>The arrows out of an assembly, and out of those of ours that it reaches; each target once, by its shortest path.</summary>
    private static IEnumerable<string[]> Paths(AssemblyReferences start, Dictionary<string, AssemblyReferences> byName)
    {
        var seen = new HashSet<string>();
        var queue = new Queue<string[]>(start.References.Where(r => !Framework.Contains(r)).Select(r => (string[])[start.Name, r]));
        while (queue.TryDequeue(out var path))
        {
            if (!seen.Add(path[^1])) continue;
            yield return path;
            if (!byName.TryGetValue(path[^1], out var next)) continue;
            // only ours are followed: what a neighbour's package uses is the neighbour's rule
            foreach (var further in next.References.Where(byName.ContainsKey)) queue.Enqueue([.. path, further]);
        }
    }
}
