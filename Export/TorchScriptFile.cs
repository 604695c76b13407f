using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A TorchScript file, as <c>torch.jit.save</c> writes it, ready to be exported.</summary>
/// <remarks>Loading runs libtorch's own reader, and exporting runs the program in the file: take files from people you trust.</remarks>
public sealed partial class TorchScriptFile : IDisposable
{
    private TorchScriptFile(jit.ScriptModule module, IReadOnlyList<string> inputNames) => (Module, InputNames) = (module, inputNames);

    /// <summary>The module, in evaluation mode; owned by this object.</summary>
    public nn.Module Module { get; }

    /// <summary>The names of forward's parameters; empty where the file does not tell them.</summary>
    public IReadOnlyList<string> InputNames { get; }

    /// <summary>Loads a file onto the CPU.</summary>
    /// <exception cref="ExportException">The file is missing or no TorchScript file.</exception>
    public static TorchScriptFile Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!File.Exists(path)) throw new ExportException($"File {path}", "a TorchScript file", "no file", "Check the path.");
        try
        {
            var names = ReadInputNames(path); // before libtorch sees it: a file that is no archive is refused here
            var module = jit.load(path, CPU);
            module.eval();
            return new TorchScriptFile(module, names);
        }
        catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException or System.Runtime.InteropServices.ExternalException)
        {
            throw new ExportException($"File {path}", "a TorchScript file", e.Message.Split('\n')[0], "Save it with torch.jit.save from torch.jit.trace or torch.jit.script.", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Module.Dispose();

    // The archive holds the program as text; the first type that its pickle names is the root's.
    private static IReadOnlyList<string> ReadInputNames(string path)
    {
        using var archive = ZipFile.OpenRead(path);
        var pickle = archive.Entries.FirstOrDefault(e => e.FullName.EndsWith("/data.pkl", StringComparison.Ordinal) && e.FullName.Count(c => c == '/') == 1);
        if (pickle is null) throw new InvalidDataException("an archive without data.pkl");
        var root = RootType().Match(Encoding.Latin1.GetString(Read(pickle)));
        if (!root.Success) return [];
        var source = $"{pickle.FullName[..^"data.pkl".Length]}code/{root.Groups["module"].Value.Replace('.', '/')}.py";
        if (archive.GetEntry(source) is not { } code) return [];
        var text = Encoding.UTF8.GetString(Read(code));
        int type = text.IndexOf($"class {root.Groups["name"].Value}(Module):", StringComparison.Ordinal);
        if (type < 0) return [];
        var forward = Forward().Match(text, type);
        return forward.Success ? [.. Parameter().Matches(forward.Groups["parameters"].Value).Select(m => m.Groups["name"].Value)] : [];
    }

    private static byte[] Read(ZipArchiveEntry entry)
    {
        const int mostBytes = 64 << 20;
        using var stream = entry.Open();
        var bytes = new byte[Math.Min(entry.Length, mostBytes)];
        stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return bytes;
    }

    [GeneratedRegex(@"c(?<module>__torch__[\w.]*)\n(?<name>\w+)\n")]
    private static partial Regex RootType();

    [GeneratedRegex(@"def forward\(\w+: [\w.]+(?<parameters>[^)]*)\) ->")]
    private static partial Regex Forward();

    [GeneratedRegex(@",\s*(?<name>\w+): ")]
    private static partial Regex Parameter();
}
