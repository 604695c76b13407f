using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Opens sessions of ONNX Runtime and says plainly why one will not open.</summary>
internal static class SessionFactory
{
    private const long SmallestFoldingLimit = 16 << 20;

    public static ModelSession Open(ModelSource source, InferenceOptions options)
    {
        options.Check();
        var where = $"Model {source.Name}";
        return Guarded(source.Path, where, () =>
        {
            var model = AdmittedModel.Admit(source, options);
            if (options.ShareThreads)
            {
                SharedThreads.Ensure(where);
            }

            var (place, complete) = ("", (Action<SessionOptions>)(static _ => { }));
            var (session, device) = DeviceSelection.Open(where, options.Device, (chosen, settings) =>
            {
                (place, complete) = (chosen, settings);
                return Guarded(source.Path, where, () => Open(model, options, chosen, settings));
            });
            var loaded = Complete(session, model, device, options);
            if (MostSessions(model, device, options) is > 1 and var most)
            {
                model.Keep();
                loaded.Group.Allow(most, Another(model, device, options, place, complete));
            }

            return loaded;
        });
    }

    public static InferenceSession Create(AdmittedModel model, SessionOptions settings) =>
        model.Bytes is { } bytes ? new InferenceSession(bytes, settings) : new InferenceSession(model.Source.Path!, settings);

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

    /// <summary>The most sessions that a loaded model may come to have.</summary>
    internal static int MostSessions(AdmittedModel model, ModelDevice device, InferenceOptions options)
    {
        // Other devices take runs in turns whatever the session; idle threads that spin would take a core for each session.
        var spins = options is { AllowSpinning: true, ShareThreads: false, Threads: not 1 };
        return !device.IsCpu ? 1 : options.Sessions ?? (model.Size <= InferenceOptions.SmallModel && !spins ? Math.Min(Environment.ProcessorCount, InferenceOptions.UsualSessions) : 1);
    }

    private static ModelSession Complete(InferenceSession session, AdmittedModel model, ModelDevice device, InferenceOptions options)
    {
        var loaded = new ModelSession(session, model.Source.Path, model.Source.Name, device, options.TimeLimit) { EndsOnNothing = model.EndsOnNothing };
        try
        {
            model.CheckUnchanged();
            if (options.WarmUp)
            {
                loaded.Warm(1, CancellationToken.None);
            }

            return loaded;
        }
        catch
        {
            loaded.Uses.Close();
            throw;
        }
    }

    private static Func<ModelSession> Another(AdmittedModel model, ModelDevice device, InferenceOptions options, string place, Action<SessionOptions> complete) =>
        () => Guarded(model.Source.Path, $"Model {model.Source.Name}", () => Complete(Open(model, options, place, complete), model, device, options));

    private static InferenceSession Open(AdmittedModel model, InferenceOptions options, string place, Action<SessionOptions> complete)
    {
        using var settings = Settings(model, options);
        complete(settings);
        return options.CacheDirectory is { } folder && model.Hash is { } hash
            ? OptimizedModelCache.Open(folder, [hash, OrtEnv.Instance().GetVersionString(), place, options.Optimization.ToString(), Hardware.Key], model, settings)
            : Create(model, settings);
    }

    private static T Guarded<T>(string? path, string where, Func<T> open)
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

    private static SessionOptions Settings(AdmittedModel model, InferenceOptions options)
    {
        var settings = new SessionOptions
        {
            // Errors reach the caller as exceptions; ONNX Runtime would write each to standard error as well.
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
            GraphOptimizationLevel = Level(options.Optimization),
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            InterOpNumThreads = 1,
            EnableCpuMemArena = options.CpuArena,
        };
        if (options.ShareThreads)
        {
            settings.DisablePerSessionThreads();
        }
        else if (options.Threads is { } threads)
        {
            settings.IntraOpNumThreads = threads;
        }

        settings.AddSessionConfigEntry("session.intra_op.allow_spinning", options.AllowSpinning ? "1" : "0");
        settings.AddSessionConfigEntry("session.inter_op.allow_spinning", options.AllowSpinning ? "1" : "0");

        // No constant of a model that means well is larger than the model, and small ones may be what a small model is made of.
        settings.AddSessionConfigEntry("optimization.constant_folding_max_output_size_in_bytes", Math.Max(model.Size, SmallestFoldingLimit).ToString(CultureInfo.InvariantCulture));
        if (!options.Trusted)
        {
            settings.AddSessionConfigEntry("session.function_expansion_node_limit", ModelCheck.MostNodes.ToString(CultureInfo.InvariantCulture));
        }

        return settings;
    }

    private static GraphOptimizationLevel Level(GraphOptimization optimization) => optimization switch
    {
        GraphOptimization.None => GraphOptimizationLevel.ORT_DISABLE_ALL,
        GraphOptimization.Basic => GraphOptimizationLevel.ORT_ENABLE_BASIC,
        GraphOptimization.Extended => GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
        _ => GraphOptimizationLevel.ORT_ENABLE_ALL,
    };

    private static string Text(Exception error) => error.Message.Trim().TrimEnd('.');
}
