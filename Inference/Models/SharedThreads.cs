using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One set of ONNX Runtime's threads for all models that are loaded with <see cref="InferenceOptions.ShareThreads"/>.</summary>
public static class SharedThreads
{
    private static readonly object Turn = new();
    private static bool _started;

    /// <summary>Starts the threads. Call it once, before the first model is loaded.</summary>
    /// <param name="threads">Threads that work on one run, 1 or more; null for one per physical core.</param>
    /// <param name="allowSpinning">Whether idle threads spin while they wait for work; see <see cref="InferenceOptions.AllowSpinning"/>.</param>
    /// <exception cref="InferenceException">The number is out of range, or ONNX Runtime has been used before in this process.</exception>
    /// <exception cref="ModelLoadException">ONNX Runtime's native library is missing.</exception>
    public static void Start(int? threads = null, bool allowSpinning = false)
    {
        if (threads is < 1)
        {
            throw new InferenceException("SharedThreads.Start", "1 thread or more, or null", $"{threads}", "Give the number of threads for one run");
        }

        lock (Turn)
        {
            if (_started || OrtEnv.IsCreated)
            {
                throw new InferenceException(
                    "SharedThreads.Start", "a process in which ONNX Runtime was not used before", _started ? "shared threads that are started" : "ONNX Runtime in use", "Call it once, first of all in the application's start");
            }

            Create(threads, allowSpinning);
            _started = true;
        }
    }

    /// <summary>Starts the threads where the application did not, as long as that can be done.</summary>
    internal static void Ensure(string where)
    {
        lock (Turn)
        {
            if (_started)
            {
                return;
            }

            if (OrtEnv.IsCreated)
            {
                throw new InferenceException($"{where} with ShareThreads", "shared threads that started before the first model was loaded", "models loaded without them", "Call SharedThreads.Start first of all in the application's start");
            }

            Create(null, allowSpinning: false);
            _started = true;
        }
    }

    private static void Create(int? threads, bool allowSpinning)
    {
        try
        {
            using var pools = new OrtThreadingOptions { GlobalSpinControl = allowSpinning, GlobalInterOpNumThreads = 1 };
            if (threads is { } count)
            {
                pools.GlobalIntraOpNumThreads = count;
            }

            var options = new EnvironmentCreationOptions { logId = "OnnxForge", logLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_WARNING, threadOptions = pools };
            OrtEnv.CreateInstanceWithOptions(ref options);
        }
        catch (Exception error) when (error is TypeInitializationException or DllNotFoundException or BadImageFormatException or EntryPointNotFoundException)
        {
            throw SessionFactory.Explain(null, "SharedThreads.Start", error);
        }
    }
}
