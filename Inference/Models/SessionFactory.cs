using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Opens sessions of ONNX Runtime and says plainly why one will not open.</summary>
internal static class SessionFactory
{
    public static ModelSession Open(ModelSource source, InferenceOptions options)
    {
        options.Check();
        var session = source.Path is { } path ? Open(path, options) : Open(source.Bytes!, options);
        return new ModelSession(session, source.Path, source.Name, new ModelDevice("cpu", "CPUExecutionProvider", "the only one"), options.TimeLimit);
    }

    private static InferenceSession Open(string path, InferenceOptions options)
    {
        if (Directory.Exists(path))
        {
            throw Failed(path, "a model file", "a directory", "Give the path of the .onnx file in it");
        }

        if (!File.Exists(path))
        {
            throw Failed(path, "a model file", "no file at that path", "Check the path, or export the model first");
        }

        return Guarded(path, $"Model '{path}'", () =>
        {
            if (new FileInfo(path).Length == 0)
            {
                throw Failed(path, "a model file", "an empty file", "Export the model again");
            }

            using var settings = Settings(options);
            return new InferenceSession(path, settings);
        });
    }

    private static InferenceSession Open(byte[] model, InferenceOptions options)
    {
        if (model.Length == 0)
        {
            throw new ModelLoadException(null, "Model in memory", "the bytes of a model", "no bytes", "Read the whole model file");
        }

        return Guarded(null, $"Model in memory ({model.Length} bytes)", () =>
        {
            using var settings = Settings(options);
            return new InferenceSession(model, settings);
        });
    }

    public static ModelLoadException Explain(string? path, string where, Exception error)
    {
        const string expected = "a model that ONNX Runtime can load";
        for (Exception? cause = error; cause is not null; cause = cause.InnerException)
        {
            if (cause is DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
            {
                return new ModelLoadException(path, where, "ONNX Runtime's native library beside the application", NativeLibraryCause.Of(cause.Message), "Reference the package Microsoft.ML.OnnxRuntime of the same version in the application's project", error);
            }
        }

        var message = Text(error);
        return error switch
        {
            UnauthorizedAccessException or IOException => new ModelLoadException(path, where, "a readable file", message, "Give this process the right to read the file", error),
            _ when message.Contains("Unregistered TensorElementType", StringComparison.Ordinal) =>
                new ModelLoadException(path, where, "inputs and outputs of numbers, booleans or text", "an input or output of a type that ONNX Runtime's C# library does not know", "Export the model without float8, 4-bit and other such types as inputs and outputs", error),
            _ when message.Contains("opset", StringComparison.OrdinalIgnoreCase) || message.Contains("IR version", StringComparison.OrdinalIgnoreCase) =>
                new ModelLoadException(path, where, expected, message, "Export the model for an older opset, or use a newer ONNX Runtime", error),
            _ when message.Contains("protobuf", StringComparison.OrdinalIgnoreCase) =>
                new ModelLoadException(path, where, expected, message, "The file is damaged or no ONNX model: copy or export it again", error),
            _ when message.Contains("xternal data", StringComparison.Ordinal) =>
                new ModelLoadException(path, where, expected, message, "Load the model by its path, with its data files beside it", error),
            _ => new ModelLoadException(path, where, expected, message, "Correct what the message names and export the model again", error),
        };
    }

    private static InferenceSession Guarded(string? path, string where, Func<InferenceSession> open)
    {
        try
        {
            return open();
        }
        catch (Exception error) when (error is OnnxRuntimeException or TypeInitializationException or DllNotFoundException or BadImageFormatException
            or EntryPointNotFoundException or IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Explain(path, where, error);
        }
    }

    private static SessionOptions Settings(InferenceOptions options)
    {
        var settings = new SessionOptions
        {
            // Errors reach the caller as exceptions; ONNX Runtime would write each to standard error as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = Level(options.Optimization),
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
        };
        if (options.Threads is { } threads)
        {
            settings.IntraOpNumThreads = threads;
        }

        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        return settings;
    }

    private static GraphOptimizationLevel Level(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    private static ModelLoadException Failed(string path, string expected, string received, string remedy) =>
        new(path, $"Model '{path}'", expected, received, remedy);

    private static string Text(Exception error) => error.Message.Trim().TrimEnd('.');
}
