namespace OnnxForge.Cli;

/// <summary>Opens the files that a user names.</summary>
internal static class InputFile
{
    /// <summary>The whole content.</summary>
    /// <param name="path">The file.</param>
    /// <param name="expected">What it should be, for messages, such as <c>an ONNX file</c>.</param>
    /// <exception cref="InputException">The file is missing or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path, string expected)
    {
        Check(path, expected);
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new InputException(path, "a file that can be read", error.Message.TrimEnd('.'), "Check the file and its permissions.", error);
        }
    }

    /// <summary>Checks that there is a file.</summary>
    /// <exception cref="InputException">There is none.</exception>
    public static void Check(string path, string expected)
    {
        if (File.Exists(path)) return;
        throw new InputException(path, expected, Directory.Exists(path) ? "a folder" : "a path where there is none", "Check the path.");
    }
}
