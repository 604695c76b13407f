using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>A tensor of a binding: the caller's memory as it is, or memory of a device at one address with copies to and from the caller's.</summary>
internal sealed class BoundTensor : IDisposable
{
    private readonly PinnedTensor? _pinned;
    private readonly OrtAllocator? _allocator;
    private readonly IDeviceCopy? _copy;
    private readonly nint _address;

    /// <summary>The caller's memory itself.</summary>
    public BoundTensor(TensorData data)
    {
        Data = data;
        _pinned = new PinnedTensor(data);
        Value = _pinned.Value;
    }

    /// <summary>Memory of a device.</summary>
    /// <param name="data">The caller's tensor of numbers.</param>
    /// <param name="allocator">Takes memory of the device, and is owned from now on.</param>
    /// <param name="copy">Copies there and back.</param>
    /// <param name="resident">Whether it is copied only when asked.</param>
    public BoundTensor(TensorData data, OrtAllocator allocator, IDeviceCopy copy, bool resident)
    {
        (Data, _allocator, _copy, Resident) = (data, allocator, copy, resident);
        try
        {
            Value = OrtValue.CreateAllocatedTensorValue(allocator, data.Type.ToOrt(), data.Shape.ToArray());
        }
        catch
        {
            allocator.Dispose();
            throw;
        }

        // Of an empty tensor nothing is copied.
        _address = data.Count == 0 ? 0 : AddressOf(Value);
    }

    public TensorData Data { get; }

    public OrtValue Value { get; }

    public bool OnDevice => _copy is not null;

    public bool Resident { get; }

    public void WriteText(ReadOnlySpan<string> texts) => _pinned!.WriteText(texts);

    /// <summary>Takes over what the caller's memory holds.</summary>
    public void Upload()
    {
        if (_copy is not null && Data.Count > 0)
        {
            _copy.ToDevice(_address, Data.Bytes);
        }
    }

    /// <summary>Writes the caller's memory.</summary>
    public void Download()
    {
        if (_copy is not null && Data.Count > 0)
        {
            _copy.FromDevice(_address, Data.MutableBytes(0, Data.Bytes.Length));
        }
    }

    public void Dispose()
    {
        if (_pinned is not null)
        {
            _pinned.Dispose();
            return;
        }

        Value.Dispose();
        _allocator!.Dispose();
    }

    private static unsafe nint AddressOf(OrtValue value)
    {
        fixed (byte* address = &MemoryMarshal.GetReference(value.GetTensorMutableRawData()))
        {
            return (nint)address;
        }
    }
}
