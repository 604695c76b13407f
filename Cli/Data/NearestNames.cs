namespace OnnxForge.Cli;

/// <summary>Finds the names a user may have meant.</summary>
internal static class NearestNames
{
    /// <summary>Up to three names, nearest first, that differ in at most a third of their letters (case aside).</summary>
    public static IReadOnlyList<string> Find(string name, IEnumerable<string> candidates) =>
    [
        .. candidates
            .Select((candidate, position) => (candidate, position, distance: Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(found => found.distance <= Math.Max(1, Math.Max(name.Length, found.candidate.Length) / 3))
            .OrderBy(found => found.distance).ThenBy(found => found.position)
            .Take(3).Select(found => found.candidate),
    ];

    /// <summary>Levenshtein's distance: the fewest letters to add, drop or change.</summary>
    private static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var row = 1; row <= left.Length; row++)
        {
            var current = new int[right.Length + 1];
            current[0] = row;
            for (var column = 1; column <= right.Length; column++)
            {
                var change = previous[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(change, Math.Min(previous[column], current[column - 1]) + 1);
            }
            previous = current;
        }
        return previous[^1];
    }
}
