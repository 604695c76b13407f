namespace OnnxForge.Tests.Policy;

internal static class PolicyAssert
{
    /// <summary>Fails with every violation on a line of its own.</summary>
    public static void NoViolations(this Assert _, IEnumerable<string> violations)
    {
        var all = violations.ToList();
        if (all.Count > 0) Assert.Fail($"{all.Count} violations:\n{string.Join('\n', all)}");
    }
}
