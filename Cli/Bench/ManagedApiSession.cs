using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxForge.Inference;
using ElementType = OnnxForge.Inference.ElementType;

namespace OnnxForge.Cli;

/// <summary>The same model in ONNX Runtime's own C# library, with the same threads, device and level of optimization, called in its two usual ways as well as they can be.</summary>
internal sealed class ManagedApiSession : IDisposable
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
    public ManagedApiSession(BenchSettings settings, ModelDevice device, ModelSignature signature, IReadOnlyDictionary<string, TensorData> inputs)
    {
        session = Open(settings, device);
        inputNames = [.. signature.Inputs.Select(input => input.Name)];
        outputNames = [.. signature.Outputs.Select(output => output.Name)];
        (OrtValue Value, NamedOnnxValue Named)[] both = [.. inputNames.Select(name => InputOf(name, inputs[name]))];
        values = [.. both.Select(input => input.Value)];
        named = [.. both.Select(input => input.Named)];
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

    private static (OrtValue Value, NamedOnnxValue Named) InputOf(string name, TensorData tensor) => tensor.Type switch
    {
        ElementType.Float32 => InputOf<float>(name, tensor),
        ElementType.Float64 => InputOf<double>(name, tensor),
        ElementType.Float16 => InputOf<Float16>(name, tensor),
        ElementType.BFloat16 => InputOf<BFloat16>(name, tensor),
        ElementType.Int8 => InputOf<sbyte>(name, tensor),
        ElementType.Int16 => InputOf<short>(name, tensor),
        ElementType.Int32 => InputOf<int>(name, tensor),
        ElementType.Int64 => InputOf<long>(name, tensor),
        ElementType.UInt8 => InputOf<byte>(name, tensor),
        ElementType.UInt16 => InputOf<ushort>(name, tensor),
        ElementType.UInt32 => InputOf<uint>(name, tensor),
        ElementType.UInt64 => InputOf<ulong>(name, tensor),
        ElementType.Bool => InputOf<bool>(name, tensor),
        _ => (OrtValue.CreateFromStringTensor(Dense<string>(tensor)), NamedOnnxValue.CreateFromTensor(name, Dense<string>(tensor))),
    };

    private static (OrtValue Value, NamedOnnxValue Named) InputOf<T>(string name, TensorData tensor) where T : unmanaged =>
        (OrtValue.CreateTensorValueFromMemory(tensor.AsSpan<T>().ToArray(), [.. tensor.Dims]), NamedOnnxValue.CreateFromTensor(name, Dense<T>(tensor)));

    private static DenseTensor<T> Dense<T>(TensorData tensor) => new(tensor.AsSpan<T>().ToArray(), [.. tensor.Dims.Select(size => (int)size)]);
}
