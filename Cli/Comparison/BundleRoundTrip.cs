using System.Text.Json.Nodes;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>A bundle beside what is saved after loading it.</summary>
/// <param name="Path">The bundle.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Entries">The names of its entries.</param>
/// <param name="Different">Those that are saved as other bytes.</param>
/// <param name="OtherVersions">Whether only the versions of the programs that wrote it are others.</param>
/// <param name="Report">What saving again could not check.</param>
internal sealed record BundleRoundTrip(string Path, long Bytes, IReadOnlyList<string> Entries, IReadOnlyList<string> Different, bool OtherVersions, SaveReport Report)
{
    /// <summary>Whether every entry is saved as the bytes that it has.</summary>
    public bool Holds => Different.Count == 0;

    /// <summary>Loads a bundle, rebuilds its model, and saves it to a file that is removed.</summary>
    /// <exception cref="AuthoringException">The bundle cannot be loaded or saved.</exception>
    public static BundleRoundTrip Of(string path, CustomObjectRegistry registry, IProgress<double>? progress = null)
    {
        var folder = Directory.CreateTempSubdirectory("onnxforge-");
        try
        {
            var again = System.IO.Path.Combine(folder.FullName, "again.forge");
            var uncompared = SaveAgain(path, again, registry, progress);
            using var first = File.OpenRead(path);
            using var second = File.OpenRead(again);
            using var before = new BundleReader(path, first);
            using var after = new BundleReader(again, second);
            // Loading leaves SHA-256 to this comparison, which bundles of before have alone.
            var saved = after.Manifest.Entries.Select(entry => entry with { XxHash128 = null }).ToHashSet();
            var different = before.Manifest.Entries.Where(entry => !saved.Contains(entry with { XxHash128 = null })).Select(entry => entry.Name).ToList();
            var versions = before.Manifest with { Entries = [] } != after.Manifest with { Entries = [] } || before.Manifest.Entries.Any(entry => entry.XxHash128 is null);
            first.Position = second.Position = 0;
            if (different.Count == 0 && !versions && !Same(first, second)) different.Add("the archive around the entries");
            return new BundleRoundTrip(path, first.Length, [.. before.Manifest.Entries.Select(entry => entry.Name)], different, versions, uncompared);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>The result for a program.</summary>
    public JsonObject ToJson() => new()
    {
        ["holds"] = Holds,
        ["bytes"] = Bytes,
        ["entries"] = new JsonArray([.. Entries.Select(name => JsonValue.Create(name))]),
        ["different"] = new JsonArray([.. Different.Select(name => JsonValue.Create(name))]),
        ["otherVersions"] = OtherVersions,
        ["uncompared"] = new JsonArray([.. Report.Uncompared.Select(layer => new JsonObject { ["name"] = layer.Name, ["reason"] = layer.Reason })]),
    };

    /// <summary>The result for a person.</summary>
    public override string ToString() => string.Join("\n", [Outcome, .. Report.Uncompared.Count > 0 ? [Report.ToString()] : Array.Empty<string>()]);

    private string Outcome => (Holds, OtherVersions) switch
    {
        (false, _) => $"{Path}: loaded and saved again, it differs in {string.Join(", ", Different)}.",
        (true, true) => $"{Path}: loaded and saved again, every entry is byte-equal; other versions of the program wrote it.",
        _ => $"{Path}: loaded and saved again, all {Bytes} bytes are equal.",
    };

    private static SaveReport SaveAgain(string path, string again, CustomObjectRegistry registry, IProgress<double>? progress)
    {
        var bundle = ModelBundle.Load(path, registry, progress);
        using var model = bundle.Model;
        using var stream = File.OpenRead(path);
        using var reader = new BundleReader(path, stream);
        var uncompared = new List<UncomparedLayer>();
        // The model is saved as it was rebuilt; what a checkpoint has besides, as it was read.
        var parts = BundleWriter.Parts(BundleWriter.Describe(model, new BundleOptions { Extra = bundle.Extra }, uncompared), BundleWeights.Of(model))
            .Concat(reader.Manifest.Entries.Where(entry => entry.Name is not (BundleFormat.ModelName or BundleFormat.WeightsName)).Select(entry => entry.Name.EndsWith(".json", StringComparison.Ordinal)
                ? BundleWriter.Part(entry.Name, reader.ReadJson(entry.Name)) : BundleWriter.Part(entry.Name, reader.ReadTensors(entry.Name)))).ToList();
        using var target = File.Create(again);
        BundleWriter.Write(target, parts, format: reader.Manifest.Format);
        return new SaveReport(uncompared);
    }

    private static bool Same(FileStream first, FileStream second)
    {
        var (some, other) = (new byte[1 << 16], new byte[1 << 16]);
        while (true)
        {
            var read = first.ReadAtLeast(some, some.Length, throwOnEndOfStream: false);
            if (second.ReadAtLeast(other, other.Length, throwOnEndOfStream: false) != read || !some.AsSpan(0, read).SequenceEqual(other.AsSpan(0, read))) return false;
            if (read < some.Length) return true;
        }
    }
}
