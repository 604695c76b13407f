using System.IO.Compression;
using System.Text;

namespace OnnxForge.Tests.Authoring;

/// <summary>Files that PyTorch wrote (tests/Data/Torch/make.py), and files such as it never would.</summary>
internal static class TorchFiles
{
    /// <summary>The path of a file that PyTorch wrote.</summary>
    public static string Path(string name) => System.IO.Path.Combine(AppContext.BaseDirectory, "Data", "Torch", name);

    /// <summary>A file as torch.save writes it, around any pickle; the entries stand under <c>archive/</c>.</summary>
    public static void Write(string path, byte[] pickle, params (string Name, byte[] Bytes)[] entries) =>
        WriteZip(path, CompressionLevel.NoCompression, [("archive/data.pkl", pickle), .. entries.Select(entry => ($"archive/{entry.Name}", entry.Bytes))]);

    public static void WriteZip(string path, CompressionLevel compression, params (string Name, byte[] Bytes)[] entries)
    {
        File.Delete(path);
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach (var (name, bytes) in entries)
        {
            using var stream = zip.CreateEntry(name, compression).Open();
            stream.Write(bytes);
        }
    }

    /// <summary>A pickle of protocol 2 from its operations, one byte a letter.</summary>
    public static byte[] Pickle(params string[] operations) => Encoding.Latin1.GetBytes("\u0080\u0002" + string.Concat(operations));

    /// <summary>The operations that push a text.</summary>
    public static string Text(string text) => "X" + Number(text.Length) + text;

    /// <summary>Four bytes of a number.</summary>
    public static string Number(int number) => Encoding.Latin1.GetString(BitConverter.GetBytes(number));

    /// <summary>The operations that push a float32 tensor.</summary>
    public static string Tensor(string key, int count, string offset, string sizes, string strides) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n(({Text("storage")}ctorch\nFloatStorage\n{Text(key)}{Text("cpu")}J{Number(count)}tQ{offset}{sizes}{strides}\u0089ccollections\nOrderedDict\n)RtR";

    /// <summary>The operations that push a tensor of a storage of bytes that says its element type, with or without marks such as <c>conj</c>.</summary>
    public static string TypedTensor(string key, int bytes, string type, string sizes, string strides, string marks = "") =>
        $"ctorch._utils\n_rebuild_tensor_v3\n(({Text("storage")}ctorch.storage\nUntypedStorage\n{Text(key)}{Text("cpu")}J{Number(bytes)}tQK\0{sizes}{strides}\u0089ccollections\nOrderedDict\n)Rctorch\n{type}\n{marks}tR";

    /// <summary>The pickle of a dictionary of one tensor named w.</summary>
    public static byte[] One(string tensor) => Pickle("}", Text("w"), tensor, "s.");
}
