namespace OnnxForge.Inference;

/// <summary>What tells that a file was changed or replaced; of a link, its target.</summary>
/// <param name="There">Whether there is a file.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was written last.</param>
/// <param name="Number">Its number in the file system, where that is known.</param>
internal readonly record struct FileState(bool There, long Length, DateTime Written, ulong? Number)
{
    public static FileState Of(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo target)
            {
                file = target;
            }

            return file.Exists ? new FileState(true, file.Length, file.LastWriteTimeUtc, FileLinks.Number(file.FullName)) : default;
        }
        catch (IOException)
        {
            // It went away between two of these questions.
            return default;
        }
    }
}
