using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Inference;
using ElementType = OnnxForge.Inference.ElementType;

namespace OnnxForge.Cli;

/// <summary>The same model in ONNX Runtime's own C# library, with the same threads, device and level of optimization, called in its two usual ways as well as they can be.</summary>
internal sealed class RawSession : IDisposable
{
    private readonly InferenceSession session;
    private readonly RunOptions options = new();
    private readonly string[] inputNames;
    private readonly string[] outputNames;
    private readonly OrtValue[] values;
    private readonly NamedOnnxValue[] named;

    /// <summary>Loads a model.</summary>
    /// <param name="settings">File and threads.</param>
    /// <param name="device">Where our model runs.</param>
    /// <param name="signature">What it takes.</param>
    /// <param name="inputs">What it runs on; read where it is.</param>
    public RawSession(BenchSettings settings, ModelDevice device, ModelSignature signature, IReadOnlyDictionary<string, TensorData> inputs)
    {
        session = Open(settings, device);
        inputNames = [.. signature.Inputs.Select(input => input.Name)];
        outputNames = [.. signature.Outputs.Select(output => output.Name)];
        values = [.. inputNames.Select(name => Value(inputs[name]))];
        named = [.. inputNames.Select(name => Named(name, inputs[name]))];
    }

    /// <summary>Loads the model alone.</summary>
    public static InferenceSession Open(BenchSettings settings, ModelDevice device)
    {
        using var options = new SessionOptions { GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, InterOpNumThreads = 1 };
        if (settings.RunThreads is { } threads) options.IntraOpNumThreads = threads;
        // As in our library: measured in turn in one process, spinning threads of one would take the other's time.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (device.Name.StartsWith("cuda:", StringComparison.Ordinal))
        {
            using var cuda = new OrtCUDAProviderOptions();
            cuda.UpdateOptions(new Dictionary<string, string> { ["device_id"] = device.Name["cuda:".Length..], ["use_tf32"] = "0" });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        else if (device.Name != "cpu")
        {
            options.AppendExecutionProvider(device.Provider);
        }
        return new InferenceSession(settings.Path, options);
    }

    /// <summary>A call with OrtValue and RunOptions; the outputs stay where ONNX Runtime put them.</summary>
    public void RunValues()
    {
        using var outputs = session.Run(options, inputNames, values, outputNames);
    }

    /// <summary>A call with NamedOnnxValue; the outputs stay where ONNX Runtime put them.</summary>
    public void RunNamed()
    {
        using var outputs = session.Run(named);
    }

    public void Dispose()
    {
        foreach (var value in values) value.Dispose();
        options.Dispose();
        session.Dispose();
    }

    private static OrtValue Value(TensorData tensor) => tensor.Type switch
    {
        ElementType.Float32 => Value<float>(tensor),
        ElementType.Float64 => Value<double>(tensor),
        ElementType.Float16 => Value<Float16>(tensor),
        ElementType.BFloat16 => Value<BFloat16>(tensor),
        ElementType.Int8 => Value<sbyte>(tensor),
        ElementType.Int16 => Value<short>(tensor),
        ElementType.Int32 => Value<int>(tensor),
        ElementType.Int64 => Value<long>(tensor),
        ElementType.UInt8 => Value<byte>(tensor),
        ElementType.UInt16 => Value<ushort>(tensor),
        ElementType.UInt32 => Value<uint>(tensor),
        ElementType.UInt64 => Value<ulong>(tensor),
        ElementType.Bool => Value<bool>(tensor),
        _ => OrtValue.CreateFromStringTensor(new DenseTensor<string>(tensor.AsSpan<string>().ToArray(), Dims(tensor))),
    };

    private static OrtValue Value<T>(TensorData tensor) where T : unmanaged => OrtValue.CreateTensorValueFromMemory(tensor.AsSpan<T>().ToArray(), [.. tensor.Dims]);

    private static NamedOnnxValue Named(string name, TensorData tensor) => tensor.Type switch
    {
        ElementType.Float32 => Named<float>(name, tensor),
        ElementType.Float64 => Named<double>(name, tensor),
        ElementType.Float16 => Named<Float16>(name, tensor),
        ElementType.BFloat16 => Named<BFloat16>(name, tensor),
        ElementType.Int8 => Named<sbyte>(name, tensor),
        ElementType.Int16 => Named<short>(name, tensor),
        ElementType.Int32 => Named<int>(name, tensor),
        ElementType.Int64 => Named<long>(name, tensor),
        ElementType.UInt8 => Named<byte>(name, tensor),
        ElementType.UInt16 => Named<ushort>(name, tensor),
        ElementType.UInt32 => Named<uint>(name, tensor),
        ElementType.UInt64 => Named<ulong>(name, tensor),
        ElementType.Bool => Named<bool>(name, tensor),
        _ => Named<string>(name, tensor),
    };

    private static NamedOnnxValue Named<T>(string name, TensorData tensor) => NamedOnnxValue.CreateFromTensor(name, new DenseTensor<T>(tensor.AsSpan<T>().ToArray(), Dims(tensor)));

    private static int[] Dims(TensorData tensor) => [.. tensor.Dims.Select(size => (int)size)];
}
