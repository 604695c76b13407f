using System.Security.Cryptography;
using System.Text;
using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What reading a hostile file must and must not do.</summary>
internal static class HostileFile
{
    private const long Room = 64 << 20;

    // Of the processor, so that what else runs on the machine does not count.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Loads a bundle of these bytes: a typed error, within a second and 64 MB above what the process had before, no file touched, TorchSharp's generator as it was, and no
    /// tensor left behind.</summary>
    public static AuthoringException Refused(string what, byte[] bytes, CustomObjectRegistry? registry = null)
    {
        using var folder = new Folder();
        File.WriteAllBytes(folder["m"], bytes);
        File.WriteAllText(folder["secret"], "not for models");
        var before = State(folder);
        return Refused(what, () => ModelBundle.Load(folder["m"], registry ?? new CustomObjectRegistry()).Model.Dispose(), () => Assert.AreEqual(before, State(folder), what));
    }

    /// <summary>The same of any reader.</summary>
    public static AuthoringException Refused(string what, Action read, Action after)
    {
        manual_seed(7);
        var generator = get_rng_state().bytes.ToArray();
        var tensors = LiveTensors.Count;
        var memory = PeakMemory.Start();
        var started = Environment.CpuUsage.TotalTime;
        AuthoringException? error = null;
        try
        {
            read();
        }
        catch (AuthoringException refused)
        {
            error = refused;
        }
        var spent = Environment.CpuUsage.TotalTime - started;
        var taken = memory.Growth;
        Assert.AreEqual(tensors, LiveTensors.Count, what);
        Assert.IsNotNull(error, $"{what} was read");
        Assert.IsLessThan(Patience, spent, what);
        Assert.IsLessThan(Room, taken, what);
        CollectionAssert.AreEqual(generator, get_rng_state().bytes.ToArray(), what);
        after();
        return error;
    }

    private static string State(Folder folder)
    {
        var text = new StringBuilder();
        foreach (var name in folder.Names.Split(", "))
            text.Append($"{name} {File.GetLastWriteTimeUtc(folder[name]):O} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(folder[name])))}\n");
        return text.ToString();
    }
}
