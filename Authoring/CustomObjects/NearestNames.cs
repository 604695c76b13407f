namespace OnnxForge.Authoring;

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

    /// <summary>The fewest letters to add, drop or change, or pairs of neighbours to swap (optimal string alignment).</summary>
    private static int Distance(string left, string right)
    {
        var costs = new int[left.Length + 1, right.Length + 1];
        for (var row = 0; row <= left.Length; row++)
        {
            for (var column = 0; column <= right.Length; column++)
            {
                if (row == 0 || column == 0)
                {
                    costs[row, column] = row + column;
                    continue;
                }
                var change = costs[row - 1, column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                var best = Math.Min(change, Math.Min(costs[row - 1, column], costs[row, column - 1]) + 1);
                var swapped = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1];
                costs[row, column] = swapped ? Math.Min(best, costs[row - 2, column - 2] + 1) : best;
            }
        }
        return costs[left.Length, right.Length];
    }
}
