using System.Globalization;
using System.Text;

namespace OnnxForge.Export;

/// <summary>Gives names that are unique, readable, valid in every reader, and the same for the same sequence of requests.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> next = new(StringComparer.Ordinal);

    /// <summary>Whether the name has been given or reserved.</summary>
    public bool Contains(string name) => taken.Contains(name);

    /// <summary>Gives the wanted name, with invalid characters as <c>_</c>, and with <c>_1</c>, <c>_2</c>, ... appended when it is taken.</summary>
    /// <param name="wanted">Letters, digits and <c>_ . / : -</c> stay as they are; an empty name becomes <c>value</c>.</param>
    public string Unique(string wanted)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var name = Sanitize(wanted);
        if (taken.Add(name))
        {
            return name;
        }

        var number = next.GetValueOrDefault(name, 1);
        string numbered;
        do
        {
            numbered = string.Create(CultureInfo.InvariantCulture, $"{name}_{number++}");
        }
        while (!taken.Add(numbered));
        next[name] = number;
        return numbered;
    }

    /// <summary>Takes exactly this name.</summary>
    /// <returns>Whether it was free.</returns>
    public bool TryReserve(string name) => taken.Add(name);

    /// <summary>Makes a name free again.</summary>
    public void Release(string name) => taken.Remove(name);

    private static string Sanitize(string wanted)
    {
        if (wanted.Length == 0)
        {
            return "value";
        }

        var builder = new StringBuilder(wanted.Length);
        foreach (var character in wanted)
        {
            builder.Append(char.IsAsciiLetterOrDigit(character) || "_./:-".Contains(character, StringComparison.Ordinal) ? character : '_');
        }

        return builder.ToString();
    }
}
