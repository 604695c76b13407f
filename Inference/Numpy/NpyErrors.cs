global using NpyError = OnnxForge.Inference.NpyFormatException;

namespace OnnxForge.Numpy;

/// <summary>How this room says that an .npy file is wrong; the header's code is Authoring's too, which has an error of its own.</summary>
internal static class NpyErrors
{
    public static NpyError Format(string where, string expected, string received, string remedy) => new(where, expected, received, remedy);
}
