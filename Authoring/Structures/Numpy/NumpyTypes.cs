using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The element types of .npy files.</summary>
internal static class NumpyTypes
{
    private static readonly Dictionary<string, (ScalarType Type, int Size, int Part)> known = new()
    {
        ["b1"] = (ScalarType.Bool, 1, 1), ["u1"] = (ScalarType.Byte, 1, 1), ["i1"] = (ScalarType.Int8, 1, 1), ["i2"] = (ScalarType.Int16, 2, 2),
        ["i4"] = (ScalarType.Int32, 4, 4), ["i8"] = (ScalarType.Int64, 8, 8), ["f2"] = (ScalarType.Float16, 2, 2), ["f4"] = (ScalarType.Float32, 4, 4),
        ["f8"] = (ScalarType.Float64, 8, 8), ["c8"] = (ScalarType.ComplexFloat32, 8, 4), ["c16"] = (ScalarType.ComplexFloat64, 16, 8),
    };

    /// <summary>The type that a descr such as <c>&lt;f4</c> means, its size in bytes, and the size of what is turned around where the file is big endian (0 where it is not).</summary>
    /// <exception cref="DataException">TorchSharp has no such type.</exception>
    public static (ScalarType Type, int Size, int Swapped) Parse(string where, string descr)
    {
        var order = descr.Length > 0 && descr[0] is '<' or '>' or '|' or '=' ? descr[0] : '=';
        if (known.TryGetValue(descr.TrimStart('<', '>', '|', '='), out var found)) return (found.Type, found.Size, order == '>' && found.Part > 1 ? found.Part : 0);
        throw new DataException(where, $"elements of {string.Join(", ", known.Keys)}", $"\"{descr}\"",
            descr.Contains('O') ? "Python objects are not read; save the array with a numeric dtype." : "Convert the array in NumPy with astype before saving it.");
    }

    /// <summary>The descr of a type, little endian.</summary>
    /// <exception cref="DataException">NumPy has no such type.</exception>
    public static (string Descr, int Size) Of(string where, ScalarType type)
    {
        foreach (var (name, (candidate, size, part)) in known)
        {
            if (candidate == type) return ((part == 1 ? "|" : "<") + name, size);
        }
        throw new DataException(where, "a type that NumPy has", $"{type}", "Cast to ScalarType.Float32, which holds every BFloat16 exactly.");
    }
}
