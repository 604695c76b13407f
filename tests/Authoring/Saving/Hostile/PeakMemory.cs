namespace OnnxForge.Tests.Authoring;

/// <summary>How much memory the process has taken, at most, since a moment, beyond what it had then; on Linux, and 0 elsewhere.</summary>
internal readonly struct PeakMemory
{
    private readonly long before;

    private PeakMemory(long before) => this.before = before;

    /// <summary>The growth in bytes.</summary>
    public long Growth => OperatingSystem.IsLinux() ? Read("VmHWM") - before : 0;

    public static PeakMemory Start()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        if (!OperatingSystem.IsLinux()) return default;
        // 5 makes the kernel forget the highest mark.
        File.WriteAllText("/proc/self/clear_refs", "5");
        return new PeakMemory(Read("VmRSS"));
    }

    private static long Read(string key) =>
        1024 * long.Parse(File.ReadLines("/proc/self/status").First(line => line.StartsWith(key, StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
}
