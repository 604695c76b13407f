using System.Text;

namespace OnnxForge.Cli;

/// <summary>Makes file names of names that models give freely.</summary>
internal static class FileNames
{
    private const int MaximumLength = 100;

    /// <summary>A file name for each name: letters, digits, <c>.</c>, <c>-</c> and <c>_</c> stay, all else becomes <c>_</c>; names that would be the same file, case aside, get a number.</summary>
    public static IReadOnlyDictionary<string, string> Make(IEnumerable<string> names)
    {
        Dictionary<string, string> made = new(StringComparer.Ordinal);
        HashSet<string> taken = new(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
        {
            var safe = MakeSafe(name);
            var unique = safe;
            for (var number = 2; !taken.Add(unique); number++) unique = $"{safe}_{number}";
            made.Add(name, unique);
        }
        return made;
    }

    private static string MakeSafe(string name)
    {
        var safe = new StringBuilder();
        foreach (var letter in name.Length > MaximumLength ? name[..MaximumLength] : name)
            safe.Append(char.IsAsciiLetterOrDigit(letter) || letter is '.' or '-' or '_' ? letter : '_');
        // A leading dot would hide the file, or leave the folder.
        if (safe.Length == 0 || safe[0] == '.') safe.Insert(0, '_');
        return safe.ToString();
    }
}
