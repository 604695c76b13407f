using OnnxForge.Inference;

namespace OnnxForge.Tests.Cli;

/// <summary>The trained folder's sample rows as .npy files.</summary>
internal static class SampleInputs
{
    /// <summary>Writes a file for each input and gives <c>name=path</c> options.</summary>
    public static IReadOnlyList<string> Write(TemporaryFolder folder)
    {
        List<string> options = [];
        foreach (var (name, value) in NpzFile.Read(TrainedFolder.File("model.io.npz")))
        {
            if (!name.StartsWith("in:", StringComparison.Ordinal)) continue;
            var path = folder[$"{name[3..]}.npy"];
            NpyFile.Write(path, value);
            options.Add($"{name[3..]}={path}");
        }
        return options;
    }
}
