namespace OnnxForge.Cli;

/// <summary>The folder that a command writes to, checked before any work is done.</summary>
internal static class OutputFolder
{
    /// <summary>Creates the folder if it is not there and proves that files can be written to it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="option">The option that named it, for the message.</param>
    /// <exception cref="InputException">It is a file, or cannot be created or written.</exception>
    public static void Prepare(string path, string option)
    {
        try
        {
            Directory.CreateDirectory(path);
            var probe = Path.Combine(path, $".{Guid.NewGuid():N}.tmp");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{option} {path}", "a folder that can be written", error.Message.TrimEnd('.'), "Name another folder, or change its permissions.", error);
        }
    }
}
