using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a pickle of weights may call; each is done here, and nothing is called by its name.</summary>
internal enum TorchFunction
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDictionary,

    /// <summary><c>torch._utils._rebuild_tensor_v2</c>, and its older form.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>.</summary>
    RebuildParameter,

    /// <summary><c>torch.Size</c>.</summary>
    Size,

    /// <summary><c>torch.device</c>.</summary>
    Device,
}

/// <summary>A class of storages.</summary>
/// <param name="Type">The type of their elements.</param>
internal sealed record TorchStorageType(ScalarType Type);

/// <summary>Elements that stand in an entry of their own.</summary>
/// <param name="Type">Their type.</param>
/// <param name="Key">The entry's name in <c>data/</c>.</param>
/// <param name="Count">Their number.</param>
internal sealed record TorchStorage(ScalarType Type, string Key, long Count);

/// <summary>A view of a storage.</summary>
/// <param name="Storage">The elements.</param>
/// <param name="Offset">The first one's place.</param>
/// <param name="Sizes">The sizes.</param>
/// <param name="Strides">The steps between neighbours of each dimension.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Sizes, long[] Strides);

/// <summary>The names that a pickle of weights may say; all others are refused.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, object> known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = TorchFunction.OrderedDictionary,
        ["torch._utils._rebuild_tensor"] = TorchFunction.RebuildTensor,
        ["torch._utils._rebuild_tensor_v2"] = TorchFunction.RebuildTensor,
        ["torch._utils._rebuild_parameter"] = TorchFunction.RebuildParameter,
        ["torch.Size"] = TorchFunction.Size,
        ["torch.device"] = TorchFunction.Device,
        ["torch.DoubleStorage"] = new TorchStorageType(ScalarType.Float64),
        ["torch.FloatStorage"] = new TorchStorageType(ScalarType.Float32),
        ["torch.HalfStorage"] = new TorchStorageType(ScalarType.Float16),
        ["torch.BFloat16Storage"] = new TorchStorageType(ScalarType.BFloat16),
        ["torch.LongStorage"] = new TorchStorageType(ScalarType.Int64),
        ["torch.IntStorage"] = new TorchStorageType(ScalarType.Int32),
        ["torch.ShortStorage"] = new TorchStorageType(ScalarType.Int16),
        ["torch.CharStorage"] = new TorchStorageType(ScalarType.Int8),
        ["torch.ByteStorage"] = new TorchStorageType(ScalarType.Byte),
        ["torch.BoolStorage"] = new TorchStorageType(ScalarType.Bool),
        ["torch.ComplexFloatStorage"] = new TorchStorageType(ScalarType.ComplexFloat32),
        ["torch.ComplexDoubleStorage"] = new TorchStorageType(ScalarType.ComplexFloat64),
        ["torch.float64"] = ScalarType.Float64,
        ["torch.float32"] = ScalarType.Float32,
        ["torch.float16"] = ScalarType.Float16,
        ["torch.bfloat16"] = ScalarType.BFloat16,
        ["torch.int64"] = ScalarType.Int64,
        ["torch.int32"] = ScalarType.Int32,
        ["torch.int16"] = ScalarType.Int16,
        ["torch.int8"] = ScalarType.Int8,
        ["torch.uint8"] = ScalarType.Byte,
        ["torch.bool"] = ScalarType.Bool,
        ["torch.complex64"] = ScalarType.ComplexFloat32,
        ["torch.complex128"] = ScalarType.ComplexFloat64,
    };

    /// <summary>What a name stands for, or null.</summary>
    public static object? Find(string name) => known.GetValueOrDefault(name);
}
