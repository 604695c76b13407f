namespace OnnxForge.Inference;

/// <summary>Opens files with errors that say what to do, and replaces a file only once its new content is whole.</summary>
internal static class FileAccessGuard
{
    public static T Read<T>(string path, Func<FileStream, T> read)
    {
        using var stream = Open(path);
        return Guard($"File '{path}'", () => read(stream));
    }

    public static FileStream Open(string path)
    {
        if (!File.Exists(path))
        {
            throw new InferenceException($"File '{path}'", "a NumPy file", Directory.Exists(path) ? "a directory" : "no file at that path", "Check the path");
        }

        return Guard($"File '{path}'", () => new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
    }

    public static T Guard<T>(string where, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException(where, "a readable file", error.Message.TrimEnd('.'), "Give this process the right to read it", error);
        }
    }

    public static void Write(string path, Action<FileStream> write)
    {
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            try
            {
                using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None))
                {
                    write(stream);
                }

                File.Move(temporary, path, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InferenceException($"File '{path}'", "a path that can be written", error.Message.TrimEnd('.'), "Choose an existing folder that this process may write to", error);
        }
    }
}
