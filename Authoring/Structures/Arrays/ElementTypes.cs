using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Which C# type holds an element of which tensor type, bit by bit.</summary>
internal static class ElementTypes
{
    private static readonly Dictionary<Type, ScalarType> byElement = new()
    {
        [typeof(bool)] = ScalarType.Bool, [typeof(byte)] = ScalarType.Byte, [typeof(sbyte)] = ScalarType.Int8, [typeof(short)] = ScalarType.Int16,
        [typeof(int)] = ScalarType.Int32, [typeof(long)] = ScalarType.Int64, [typeof(Half)] = ScalarType.Float16, [typeof(float)] = ScalarType.Float32,
        [typeof(double)] = ScalarType.Float64, [typeof(BFloat16)] = ScalarType.BFloat16, [typeof(Complex)] = ScalarType.ComplexFloat64,
    };

    private static readonly Dictionary<ScalarType, Type> byTensor = byElement.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The tensor type of a C# type.</summary>
    /// <exception cref="DataException">No tensor has such elements.</exception>
    public static ScalarType Of(string where, Type element) => byElement.TryGetValue(element, out var type)
        ? type
        : throw new DataException(where, "elements of bool, byte, sbyte, short, int, long, Half, float, double, BFloat16 or Complex", TypeNames.Short(element), "Convert the elements first.");

    /// <summary>The C# type of a tensor type.</summary>
    /// <exception cref="DataException">.NET has no such number.</exception>
    public static Type Of(string where, ScalarType type) => byTensor.TryGetValue(type, out var element)
        ? element
        : throw new DataException(where, "a type that .NET has", $"{type}", type == ScalarType.ComplexFloat32 ? "Cast to ScalarType.ComplexFloat64, which is System.Numerics.Complex." : "Cast the tensor first.");

    /// <summary>Refuses a tensor of other elements than those asked for.</summary>
    /// <exception cref="DataException">The types differ.</exception>
    public static void Require<T>(string where, Tensor tensor)
    {
        var wanted = Of(where, typeof(T));
        if (tensor.dtype != wanted)
            throw new DataException(where, $"a tensor of {wanted}, which is {TypeNames.Short(typeof(T))}", $"{tensor.dtype}", $"Ask for its own type, or cast: tensor.to(ScalarType.{wanted}).");
    }
}
