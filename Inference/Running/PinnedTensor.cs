using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>A tensor as ONNX Runtime sees it: numbers pinned where they are, text copied into ONNX Runtime's own memory.</summary>
internal sealed class PinnedTensor : IDisposable
{
    private GCHandle _pin;

    public PinnedTensor(TensorData tensor)
    {
        if (tensor.Type == ElementType.String)
        {
            Value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, tensor.Shape.ToArray());
            try
            {
                WriteText(tensor.AsSpan<string>());
                return;
            }
            catch
            {
                Value.Dispose();
                throw;
            }
        }

        _pin = GCHandle.Alloc(tensor.Elements, GCHandleType.Pinned);
        try
        {
            Value = OrtValue.CreateTensorValueWithData(
                OrtMemoryInfo.DefaultInstance, tensor.Type.ToOrt(), tensor.Shape.ToArray(), Marshal.UnsafeAddrOfPinnedArrayElement(tensor.Elements, 0), tensor.Count * tensor.Type.ByteSize());
        }
        catch
        {
            _pin.Free();
            throw;
        }
    }

    public OrtValue Value { get; }

    public void WriteText(ReadOnlySpan<string> texts)
    {
        for (var i = 0; i < texts.Length; i++)
        {
            Value.StringTensorSetElementAt(texts[i].AsSpan(), i);
        }
    }

    public void Dispose()
    {
        Value.Dispose();
        if (_pin.IsAllocated)
        {
            _pin.Free();
        }
    }

    public static PinnedTensor[] PinAll(ReadOnlySpan<TensorData> tensors)
    {
        var pinned = new PinnedTensor[tensors.Length];
        try
        {
            for (var i = 0; i < pinned.Length; i++)
            {
                pinned[i] = new PinnedTensor(tensors[i]);
            }
        }
        catch
        {
            DisposeAll(pinned);
            throw;
        }

        return pinned;
    }

    public static void DisposeAll(IEnumerable<PinnedTensor?> pinned)
    {
        foreach (var tensor in pinned)
        {
            tensor?.Dispose();
        }
    }
}
