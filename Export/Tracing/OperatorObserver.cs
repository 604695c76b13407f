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

/// <summary>Listens to libtorch's operators on the calling thread: one recording while an action runs, and beside it one watch that may last longer.</summary>
internal static unsafe class OperatorObserver
{
    [ThreadStatic] private static Listener? recording;
    [ThreadStatic] private static Listener? watching;
    [ThreadStatic] private static bool busy;

    /// <summary>Runs <paramref name="action"/> and tells <paramref name="sink"/> every operator that it runs on this thread.</summary>
    /// <exception cref="InvalidOperationException">This thread is observed already.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is not x64: libtorch returns the callback's result in a register that managed code cannot reach.</exception>
    public static void Observe(IOperatorSink sink, Action action)
    {
        RequireX64("Tracing", "Export on an x64 machine; training, saving and inference work here.");
        if (recording is not null)
            throw new InvalidOperationException("Tracing: this thread is being traced already. Do not export from inside a function that is being exported.");
        var listener = recording = new Listener(sink);
        busy = false;
        ulong handle = LibTorchSymbols.AddThreadLocalCallback(Callback(&StartRecorded, &EndRecorded, alsoBackward: false));
        try { action(); }
        finally
        {
            LibTorchSymbols.RemoveCallback(handle);
            recording = null;
        }
        if (listener.Failure is not null) throw listener.Failure;
    }

    /// <summary>Tells <paramref name="sink"/> every operator of this thread, and the functions of <c>backward</c>, until <see cref="EndWatch"/>.</summary>
    /// <returns>What <see cref="EndWatch"/> takes.</returns>
    public static ulong Watch(IOperatorSink sink)
    {
        watching = new Listener(sink);
        return LibTorchSymbols.AddThreadLocalCallback(Callback(&StartWatched, &EndWatched, alsoBackward: true));
    }

    /// <summary>Ends a watch of this thread.</summary>
    /// <returns>What the sink threw, or null.</returns>
    public static Exception? EndWatch(ulong handle)
    {
        LibTorchSymbols.RemoveCallback(handle);
        var failure = watching?.Failure;
        watching = null;
        return failure;
    }

    /// <summary>Refuses processors on which libtorch's announcements cannot be received.</summary>
    public static void RequireX64(string where, string remedy)
    {
        if (RuntimeInformation.ProcessArchitecture != Architecture.X64)
            throw new PlatformNotSupportedException($"{where}: expected an x64 process; received {RuntimeInformation.ProcessArchitecture}. {remedy}");
    }

    private static ObserverCallback Callback(delegate* unmanaged<nint*, nint, nint*> start, delegate* unmanaged<nint, nint, void> end, bool alsoBackward)
    {
        const int operators = 0, backward = 1; // at::RecordScope::FUNCTION and BACKWARD_FUNCTION
        ObserverCallback callback = default;
        callback.Start = (nint)start;
        callback.End = (nint)end;
        callback.SamplingProbability = 1;
        callback.Scopes[operators] = 1;
        callback.Scopes[backward] = alsoBackward ? (byte)1 : (byte)0;
        callback.NeedsInputs = callback.NeedsOutputs = 1;
        return callback;
    }

    // libtorch expects std::unique_ptr<ObserverContext>, returned through a hidden first argument; a null one is allowed.
    [UnmanagedCallersOnly]
    private static nint* StartRecorded(nint* result, nint recordFunction)
    {
        *result = 0;
        Tell(recording, recordFunction, started: true);
        return result;
    }

    [UnmanagedCallersOnly]
    private static void EndRecorded(nint recordFunction, nint context) => Tell(recording, recordFunction, started: false);

    [UnmanagedCallersOnly]
    private static nint* StartWatched(nint* result, nint recordFunction)
    {
        *result = 0;
        Tell(watching, recordFunction, started: true);
        return result;
    }

    [UnmanagedCallersOnly]
    private static void EndWatched(nint recordFunction, nint context) => Tell(watching, recordFunction, started: false);

    // No exception may cross the native frames above; the first one is kept and thrown when the action has returned.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Tell(Listener? listener, nint recordFunction, bool started)
    {
        if (busy || listener is not { Failure: null }) return;
        busy = true; // what the sink itself asks of libtorch is not part of the trace
        try
        {
            if (started) listener.Sink.Started(recordFunction);
            else listener.Sink.Ended(recordFunction);
        }
        catch (Exception e) { listener.Failure = e; }
        finally { busy = false; }
    }

    private sealed class Listener(IOperatorSink sink)
    {
        public IOperatorSink Sink => sink;

        public Exception? Failure { get; set; }
    }
}
