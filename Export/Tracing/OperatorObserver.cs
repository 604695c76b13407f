using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxForge.Export;

/// <summary>Receives every operator that libtorch starts and ends on the observed thread.</summary>
internal interface IOperatorSink
{
    /// <summary>An operator starts; its inputs can be read until this returns.</summary>
    void Started(nint recordFunction);

    /// <summary>An operator ends; its outputs can be read until this returns.</summary>
    void Ended(nint recordFunction);
}

/// <summary>Listens to libtorch's operators on the calling thread while an action runs.</summary>
internal static unsafe class OperatorObserver
{
    [ThreadStatic] private static bool observing;
    [ThreadStatic] private static IOperatorSink? current;
    [ThreadStatic] private static MatmulGuard? guard;
    [ThreadStatic] private static Exception? failure;
    [ThreadStatic] private static bool busy;

    /// <summary>Runs <paramref name="action"/> and tells <paramref name="sink"/>, where there is one, every operator that it runs on this thread.</summary>
    /// <param name="sink">What is told; null where <paramref name="guard"/> alone is to watch.</param>
    /// <param name="action">The code to watch.</param>
    /// <param name="guard">Keeps errors that TorchSharp does not catch from ending the process; null before libtorch's layout is known.</param>
    /// <exception cref="InvalidOperationException">This thread is observed already.</exception>
    /// <exception cref="MatmulException">The action multiplied tensors that do not fit.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is not x64: libtorch returns the callback's result in a register that managed code cannot reach.</exception>
    public static void Observe(IOperatorSink? sink, Action action, MatmulGuard? guard = null)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException($"Tracing: expected an x64 process; received {RuntimeInformation.ProcessArchitecture}. Export on an x64 machine; training, saving and inference work here.");
        if (observing)
            throw new InvalidOperationException("Tracing: this thread is being traced already. Do not export from inside a function that is being exported.");
        (observing, current, OperatorObserver.guard, failure, busy) = (true, sink, guard, null, false);
        ulong handle = LibTorchSymbols.AddThreadLocalCallback(Callback());
        try { action(); }
        catch (Exception) when (failure is not null) { } // what came of it; the cause is thrown below
        finally
        {
            LibTorchSymbols.RemoveCallback(handle);
            (observing, current, OperatorObserver.guard) = (false, null, null);
        }
        if (failure is not null) throw failure;
    }

    private static ObserverCallback Callback()
    {
        const int operators = 0; // at::RecordScope::FUNCTION
        ObserverCallback callback = default;
        callback.Start = (nint)(delegate* unmanaged<nint*, nint, nint*>)&Start;
        callback.End = (nint)(delegate* unmanaged<nint, nint, void>)&End;
        callback.SamplingProbability = 1;
        callback.Scopes[operators] = 1;
        callback.NeedsInputs = callback.NeedsOutputs = 1;
        return callback;
    }

    // libtorch expects std::unique_ptr<ObserverContext>, returned through a hidden first argument; a null one is allowed.
    [UnmanagedCallersOnly]
    private static nint* Start(nint* result, nint recordFunction)
    {
        *result = 0;
        Tell(recordFunction, started: true);
        return result;
    }

    [UnmanagedCallersOnly]
    private static void End(nint recordFunction, nint context) => Tell(recordFunction, started: false);

    // No exception may cross the native frames above; the first one is kept and thrown when the action has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tell(nint recordFunction, bool started)
    {
        if (busy || !observing) return;
        busy = true; // what is asked of libtorch here is not part of the trace
        try
        {
            if (failure is null && started) current?.Started(recordFunction);
            else if (failure is null) current?.Ended(recordFunction);
        }
        catch (Exception e) { failure = e; }
        try
        {
            if (started) guard?.Started(recordFunction);
            else guard?.Ended(recordFunction);
        }
        catch (Exception e) { failure ??= e; }
        finally { busy = false; }
    }
}
