using System.Runtime.InteropServices;

namespace OnnxForge.Inference;

/// <summary>What .NET does not tell of a file: how many names it has, and whether it is a file at all. Known on Linux; null elsewhere.</summary>
internal static partial class FileLinks
{
    private const int CurrentDirectory = -100, DoNotFollow = 0x100, Wanted = 0x1 | 0x4 | 0x100, LinksAt = 16, ModeAt = 28, NumberAt = 32;
    private const int TypeMask = 0xF000, OrdinaryFile = 0x8000;

    public static uint? Count(string path) => Read(path, follow: false) is { } status ? BitConverter.ToUInt32(status, LinksAt) : null;

    public static bool? IsOrdinary(string path, bool follow = false) => Read(path, follow) is { } status ? (BitConverter.ToUInt16(status, ModeAt) & TypeMask) == OrdinaryFile : null;

    /// <summary>The file's number in its file system, that of the target for a link.</summary>
    public static ulong? Number(string path) => Read(path, follow: true) is { } status ? BitConverter.ToUInt64(status, NumberAt) : null;

    private static byte[]? Read(string path, bool follow)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        var status = new byte[256];
        try
        {
            return Statx(CurrentDirectory, path, follow ? 0 : DoNotFollow, Wanted, status) == 0 ? status : null;
        }
        catch (EntryPointNotFoundException)
        {
            // C libraries from before 2018 do not have it.
            return null;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, byte[] status);
}
