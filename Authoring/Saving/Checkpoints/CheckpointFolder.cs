using System.Globalization;
using System.Text.RegularExpressions;

namespace OnnxForge.Authoring;

/// <summary>The checkpoints of a folder.</summary>
internal static partial class CheckpointFolder
{
    /// <summary>The name of the one with the best figure.</summary>
    public const string BestName = "best.forge";

    /// <summary>The file for a number of steps.</summary>
    public static string PathOf(string folder, long steps) => Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"step-{steps:00000000}.forge"));

    /// <summary>Steps and file of each, rising; none for a folder that is not there.</summary>
    public static IReadOnlyList<(long Steps, string Path)> List(string folder) => !Directory.Exists(folder) ? [] :
    [
        .. Directory.EnumerateFiles(folder).Select(path => (Match: FileName().Match(Path.GetFileName(path)), Path: path)).Where(file => file.Match.Success)
            .Select(file => (Steps: long.Parse(file.Match.Groups[1].Value, CultureInfo.InvariantCulture), file.Path)).OrderBy(file => file.Steps),
    ];

    /// <summary>Deletes all but the last ones up to a number of steps.</summary>
    /// <exception cref="BundleException">One cannot be deleted.</exception>
    public static void Rotate(string folder, long steps, int? keep)
    {
        if (keep is not { } count) return;
        foreach (var (_, path) in List(folder).Where(file => file.Steps <= steps).SkipLast(count))
        {
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                throw new BundleException(path, "a checkpoint that can be deleted, as later ones take its place", $"a refusal ({error.Message.TrimEnd('.')})", "Change its permissions, or keep all with Keep: null.", error);
            }
        }
    }

    /// <summary>Refuses to write between the checkpoints of another training.</summary>
    /// <exception cref="ConfigException">There are later ones than the step at which the training starts, besides damaged ones.</exception>
    public static void RefuseLater(string where, string folder, long steps, IReadOnlyList<string> damaged)
    {
        var later = List(folder).Where(file => file.Steps > steps && !damaged.Contains(file.Path)).ToList();
        if (later.Count == 0) return;
        throw new ConfigException($"{where}, Checkpoints", $"a folder without checkpoints after step {steps}, where the training starts", $"{later.Count} in {folder}, the last of step {later[^1].Steps}",
            "Set FitOptions.ResumeFrom to the folder to go on from its last one, name another folder, or delete them.");
    }

    [GeneratedRegex(@"^step-([0-9]{8,18})\.forge$")]
    private static partial Regex FileName();
}
