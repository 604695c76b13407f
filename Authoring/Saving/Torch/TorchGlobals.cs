using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What a pickle of weights may call; each is done here, and nothing is called by its name.</summary>
internal enum TorchFunction
{
    /// <summary><c>collections.OrderedDict</c>.</summary>
    OrderedDictionary,

    /// <summary><c>torch._utils._rebuild_tensor_v2</c>, and its older form.</summary>
    RebuildTensor,

    /// <summary><c>torch._utils._rebuild_tensor_v3</c>, which tells the element type besides the storage.</summary>
    RebuildTypedTensor,

    /// <summary><c>torch._utils._rebuild_parameter</c>, and the one with attributes of Python, which say nothing about values.</summary>
    RebuildParameter,

    /// <summary><c>torch._utils._rebuild_device_tensor_from_cpu_tensor</c>.</summary>
    RebuildOnDevice,

    /// <summary><c>torch._tensor._rebuild_from_type_v2</c>: another function's tensor with attributes of Python.</summary>
    RebuildWithAttributes,

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
/// <param name="Conjugated">Whether the values are the conjugates of the elements.</param>
/// <param name="Negated">Whether the values are the elements with the other sign.</param>
internal sealed record TorchTensor(TorchStorage Storage, long Offset, long[] Sizes, long[] Strides, bool Conjugated = false, bool Negated = false);

/// <summary>A class of tensors that are nothing but tensors.</summary>
internal sealed record TorchTensorClass;

/// <summary>The names that a pickle of weights may say; all others are refused.</summary>
internal static class TorchGlobals
{
    private static readonly Dictionary<string, object> known = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = TorchFunction.OrderedDictionary,
        ["torch._utils._rebuild_tensor"] = TorchFunction.RebuildTensor,
        ["torch._utils._rebuild_tensor_v2"] = TorchFunction.RebuildTensor,
        ["torch._utils._rebuild_tensor_v3"] = TorchFunction.RebuildTypedTensor,
        ["torch._utils._rebuild_parameter"] = TorchFunction.RebuildParameter,
        ["torch._utils._rebuild_parameter_with_state"] = TorchFunction.RebuildParameter,
        ["torch._utils._rebuild_device_tensor_from_cpu_tensor"] = TorchFunction.RebuildOnDevice,
        ["torch._tensor._rebuild_from_type_v2"] = TorchFunction.RebuildWithAttributes,
        ["torch.Tensor"] = new TorchTensorClass(),
        ["torch.nn.parameter.Parameter"] = new TorchTensorClass(),
        ["torch.nn.parameter.Buffer"] = new TorchTensorClass(),
        ["torch.Size"] = TorchFunction.Size,
        ["torch.device"] = TorchFunction.Device,
        // Its count is one of bytes.
        ["torch.storage.UntypedStorage"] = new TorchStorageType(ScalarType.Byte),
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

    private static readonly Dictionary<string, (string What, string Remedy)> refused = new(StringComparer.Ordinal)
    {
        ["torch._utils._rebuild_sparse_tensor"] = ("a sparse tensor", "tensor.to_dense()"),
        ["torch._utils._rebuild_sparse_csr_tensor"] = ("a sparse tensor", "tensor.to_dense()"),
        ["torch._utils._rebuild_qtensor"] = ("a quantized tensor", "tensor.dequantize()"),
        ["torch._utils._rebuild_nested_tensor"] = ("a nested tensor", "torch.nested.to_padded_tensor(tensor, 0.0)"),
        ["torch._utils._rebuild_meta_tensor_no_storage"] = ("a tensor without values, of the device meta", "module.to_empty(device=\"cpu\") and the values"),
        ["torch._utils._rebuild_wrapper_subclass"] = ("a tensor of a class around others", "the plain tensors within"),
        ["torch._utils._rebuild_device_tensor_from_numpy"] = ("a tensor of a device that hands out arrays", "tensor.cpu()"),
        ["torch._utils._rebuild_xla_tensor"] = ("a tensor of a device that hands out arrays", "tensor.cpu()"),
        ["torch.uint16"] = ("values of uint16, which TorchSharp lacks", "tensor.to(torch.int32)"),
        ["torch.uint32"] = ("values of uint32, which TorchSharp lacks", "tensor.to(torch.int64)"),
        ["torch.uint64"] = ("values of uint64, which TorchSharp lacks", "tensor.to(torch.int64)"),
        ["torch.float8_e4m3fn"] = ("values of float8, which TorchSharp lacks", "tensor.to(torch.float32)"),
        ["torch.float8_e4m3fnuz"] = ("values of float8, which TorchSharp lacks", "tensor.to(torch.float32)"),
        ["torch.float8_e5m2"] = ("values of float8, which TorchSharp lacks", "tensor.to(torch.float32)"),
        ["torch.float8_e5m2fnuz"] = ("values of float8, which TorchSharp lacks", "tensor.to(torch.float32)"),
    };

    /// <summary>What a name stands for, or null.</summary>
    public static object? Find(string name) => known.GetValueOrDefault(name);

    /// <summary>What a name of PyTorch stands for that is not read, and what Python saves in its place; null for any other name.</summary>
    public static (string What, string Remedy)? FindRefused(string name) => refused.TryGetValue(name, out var found) ? found : null;
}
