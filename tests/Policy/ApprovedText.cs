namespace OnnxForge.Tests.Policy;

/// <summary>Texts that a person approved: a difference is reported and laid beside, and never approved by the test itself.</summary>
internal sealed class ApprovedText(string approvedFolder, string receivedFolder)
{
    public const string AcceptCommand = "tests/Policy/accept-public-api.sh";

    /// <summary>What to say when <paramref name="received"/> is not the approved text of <paramref name="name"/>; null when it is.</summary>
    public string? Compare(string name, string received)
    {
        var approvedPath = Path.Combine(approvedFolder, name + ".txt");
        var receivedPath = Path.Combine(receivedFolder, name + ".received.txt");
        var text = Normalize(received);
        var approved = File.Exists(approvedPath) ? Normalize(File.ReadAllText(approvedPath)) : null;
        if (approved == text)
        {
            if (File.Exists(receivedPath)) File.Delete(receivedPath);
            return null;
        }
        Directory.CreateDirectory(receivedFolder);
        File.WriteAllText(receivedPath, text);
        var cause = approved is null ? "has not been approved yet" : $"is not the approved one, first in line {FirstDifference(approved, text)}";
        return $"The public API of {name} {cause}. It was written to {receivedPath}; read the difference to {approvedPath}, and accept it with: {AcceptCommand}";
    }

    private static string FirstDifference(string approved, string received)
    {
        var before = approved.Split('\n');
        var after = received.Split('\n');
        int line = 0;
        while (line < before.Length && line < after.Length && before[line] == after[line]) line++;
        return $"{line + 1}: expected `{Line(before, line)}`, received `{Line(after, line)}`";
    }

    private static string Line(string[] lines, int index) => index < lines.Length ? lines[index].Trim() : "(end)";

    private static string Normalize(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
}
