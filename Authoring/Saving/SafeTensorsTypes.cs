using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The element types that safetensors files and TorchSharp share.</summary>
internal static class SafeTensorsTypes
{
    private static readonly (string Name, ScalarType Type, int Size)[] all =
    [
        ("F64", ScalarType.Float64, 8), ("I64", ScalarType.Int64, 8), ("F32", ScalarType.Float32, 4), ("I32", ScalarType.Int32, 4),
        ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>The names, for messages.</summary>
    public static string Names => string.Join(", ", all.Select(item => item.Name));

    /// <summary>The type of a name in a file, or null.</summary>
    public static (ScalarType Type, int Size)? Find(string name)
    {
        foreach (var item in all)
        {
            if (item.Name == name) return (item.Type, item.Size);
        }
        return null;
    }

    /// <summary>The name and size of a tensor's type.</summary>
    /// <exception cref="BundleException">The format has no such type.</exception>
    public static (string Name, int Size) Of(string tensorName, ScalarType type)
    {
        foreach (var item in all)
        {
            if (item.Type == type) return (item.Name, item.Size);
        }
        throw new BundleException($"Tensor {tensorName}", $"one of the types {Names}", $"{type}", "Convert the tensor.");
    }
}
