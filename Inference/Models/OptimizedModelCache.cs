using System.Security.Cryptography;
using System.Text;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Graphs as ONNX Runtime rewrote them, one file each. A file's name has the key and the hash of its content, so that it is whole or ignored,
/// and appears by being renamed, so that processes that start together do not see each other's half.</summary>
internal static class OptimizedModelCache
{
    public static InferenceSession Open(string folder, IReadOnlyList<string> key, AdmittedModel model, SessionOptions settings)
    {
        var prefix = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', key))))[..32];
        if (Find(folder, prefix) is { } optimized)
        {
            settings.GraphOptimizationLevel = GraphOptimizationLevel.ORT_DISABLE_ALL;
            return new InferenceSession(optimized, settings);
        }

        var temporary = Path.Combine(folder, $"{prefix}.{Guid.NewGuid():N}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            File.Create(temporary).Dispose();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException("InferenceOptions.CacheDirectory", "a folder that can be written", error.Message.TrimEnd('.'), "Give a folder of the application's own, or null", error);
        }

        try
        {
            settings.OptimizedModelFilePath = temporary;
            var session = SessionFactory.Create(model, settings);
            Keep(folder, prefix, temporary);
            return session;
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static byte[]? Find(string folder, string prefix)
    {
        if (!Directory.Exists(folder))
        {
            return null;
        }

        foreach (var path in Directory.EnumerateFiles(folder, $"{prefix}-*.onnx"))
        {
            byte[] content;
            try
            {
                content = File.ReadAllBytes(path);
            }
            catch (FileNotFoundException)
            {
                // Another process found it damaged.
                continue;
            }

            if (Path.GetFileName(path) == FileName(prefix, content))
            {
                return content;
            }

            File.Delete(path);
        }

        return null;
    }

    private static void Keep(string folder, string prefix, string temporary) =>
        File.Move(temporary, Path.Combine(folder, FileName(prefix, File.ReadAllBytes(temporary))), overwrite: true);

    private static string FileName(string prefix, byte[] content) => $"{prefix}-{Convert.ToHexString(SHA256.HashData(content))}.onnx";
}
