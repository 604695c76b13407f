using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Benchmarks;

/// <summary>ONNX Runtime through its C interface and nothing else: function pointers, native memory, and all arguments of a run made beforehand. The rival of bound calls.</summary>
internal sealed unsafe class CApiSession : IDisposable
{
    // Places in the table OrtApi of onnxruntime_c_api.h, which only ever grows.
    private const int GetErrorMessage = 2, CreateEnv = 3, CreateSessionFromArray = 8, Run = 9, CreateSessionOptions = 10, SetIntraOpNumThreads = 24, CreateTensor = 49, CreateCpuMemoryInfo = 69,
        ReleaseEnv = 92, ReleaseMemoryInfo = 94, ReleaseSession = 95, ReleaseValue = 96, ReleaseSessionOptions = 100, AddSessionConfigEntry = 130,
        RunWithBinding = 133, CreateIoBinding = 134, ReleaseIoBinding = 135, BindInput = 136, BindOutput = 137;

    private const uint ApiVersion = 24;
    private const int Warning = 2, DeviceAllocator = 0, DefaultMemory = 0, Float = 1;

    private readonly nint* _api;
    private readonly nint _environment, _session, _memory, _input, _output, _binding;
    private readonly nint* _names;
    private readonly nint* _values;
    private readonly delegate* unmanaged<nint, nint, nint, nint> _runWithBinding;
    private readonly delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> _run;

    /// <summary>One row of float32 in and one out, on one thread.</summary>
    public CApiSession(byte[] model, string input, int inputs, string output, int outputs)
    {
        var library = NativeLibrary.Load("onnxruntime", typeof(InferenceSession).Assembly, null);
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        _api = (nint*)((delegate* unmanaged<uint, nint>)getBase()[0])(ApiVersion);
        var options = Create(CreateSessionOptions);
        fixed (byte* name = "benchmark\0"u8, spinning = "session.intra_op.allow_spinning\0"u8, no = "0\0"u8, bytes = model)
        {
            nint environment, session, memory;
            Check(((delegate* unmanaged<int, byte*, nint*, nint>)_api[CreateEnv])(Warning, name, &environment));
            Check(((delegate* unmanaged<nint, int, nint>)_api[SetIntraOpNumThreads])(options, 1));
            Check(((delegate* unmanaged<nint, byte*, byte*, nint>)_api[AddSessionConfigEntry])(options, spinning, no));
            Check(((delegate* unmanaged<nint, byte*, nuint, nint, nint*, nint>)_api[CreateSessionFromArray])(environment, bytes, (nuint)model.Length, options, &session));
            Check(((delegate* unmanaged<int, int, nint*, nint>)_api[CreateCpuMemoryInfo])(DeviceAllocator, DefaultMemory, &memory));
            (_environment, _session, _memory) = (environment, session, memory);
        }

        Release(ReleaseSessionOptions, options);
        Input = (float*)NativeMemory.AlignedAlloc((nuint)inputs * 4, 64);
        Output = (float*)NativeMemory.AlignedAlloc((nuint)outputs * 4, 64);
        new Span<float>(Input, inputs).Clear();
        (_input, _output) = (Tensor(Input, inputs), Tensor(Output, outputs));
        _names = (nint*)NativeMemory.Alloc(2, (nuint)sizeof(nint));
        (_names[0], _names[1]) = (Marshal.StringToCoTaskMemUTF8(input), Marshal.StringToCoTaskMemUTF8(output));
        _values = (nint*)NativeMemory.Alloc(2, (nuint)sizeof(nint));
        (_values[0], _values[1]) = (_input, _output);
        nint binding;
        Check(((delegate* unmanaged<nint, nint*, nint>)_api[CreateIoBinding])(_session, &binding));
        _binding = binding;
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_api[BindInput])(_binding, _names[0], _input));
        Check(((delegate* unmanaged<nint, nint, nint, nint>)_api[BindOutput])(_binding, _names[1], _output));
        _runWithBinding = (delegate* unmanaged<nint, nint, nint, nint>)_api[RunWithBinding];
        _run = (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_api[Run];
    }

    public float* Input { get; }

    public float* Output { get; }

    public void Bound() => Check(_runWithBinding(_session, 0, _binding));

    public void Plain() => Check(_run(_session, 0, _names, _values, 1, _names + 1, 1, _values + 1));

    public void Dispose()
    {
        Release(ReleaseIoBinding, _binding);
        Release(ReleaseValue, _input);
        Release(ReleaseValue, _output);
        Release(ReleaseMemoryInfo, _memory);
        Release(ReleaseSession, _session);
        Release(ReleaseEnv, _environment);
        Marshal.FreeCoTaskMem(_names[0]);
        Marshal.FreeCoTaskMem(_names[1]);
        NativeMemory.Free(_names);
        NativeMemory.Free(_values);
        NativeMemory.AlignedFree(Input);
        NativeMemory.AlignedFree(Output);
    }

    private nint Tensor(float* elements, int count)
    {
        var dims = stackalloc long[] { 1, count };
        nint value;
        Check(((delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_api[CreateTensor])(_memory, elements, (nuint)count * 4, dims, 2, Float, &value));
        return value;
    }

    private nint Create(int function)
    {
        nint created;
        Check(((delegate* unmanaged<nint*, nint>)_api[function])(&created));
        return created;
    }

    private void Release(int function, nint what) => ((delegate* unmanaged<nint, void>)_api[function])(what);

    private void Check(nint status)
    {
        if (status != 0)
        {
            throw new InvalidOperationException(Marshal.PtrToStringUTF8(((delegate* unmanaged<nint, nint>)_api[GetErrorMessage])(status)));
        }
    }
}
