using System.Globalization;
using System.Text.RegularExpressions;
using OnnxForge.Tests.Policy;

namespace OnnxForge.Tests.Models.Seed;

/// <summary>The lengths in models/seed/README.md are those of the files.</summary>
[TestClass]
public sealed partial class SeedTableTests
{
    private const string Folder = "models/seed";

    [TestMethod]
    public void Table_HasTheTrueLengthOfEveryProgram()
    {
        var rows = File.ReadLines(Path.Combine(Repository.Root, Folder, "README.md")).Select(line => line.Trim('|', ' ').Split('|', StringSplitOptions.TrimEntries))
            .Where(cells => cells.Length == 4 && Link().IsMatch(cells[2])).ToList();
        var wrong = rows.Select(cells => (Row: cells[0], Said: int.Parse(cells[3], CultureInfo.InvariantCulture), Real: Files(cells[2]).Sum(CodeLines))).Where(row => row.Said != row.Real);
        Assert.AreEqual("", string.Join(", ", wrong.Select(row => $"{row.Row}: {row.Real}, said {row.Said}")));

        var named = rows.SelectMany(cells => Files(cells[2])).Select(Path.GetFileName).ToHashSet();
        var programs = Directory.GetFiles(Path.Combine(Repository.Root, Folder), "*.cs").Select(Path.GetFileName).Except(["SeedRun.cs", "TensorText.cs"]);
        Assert.AreEqual("", string.Join(", ", programs.Except(named)));
    }

    private static IEnumerable<string> Files(string cell) => Link().Matches(cell).Select(link => Path.Combine(Repository.Root, Folder, link.Groups[1].Value));

    private static int CodeLines(string file) => File.ReadLines(file).Count(line => line.Any(char.IsLetterOrDigit) && !NotCounted().IsMatch(line));

    [GeneratedRegex(@"\]\(([^)]+\.cs)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\s*//|^namespace |^using ")]
    private static partial Regex NotCounted();
}
