using System.Runtime.InteropServices;

namespace OnnxForge.Export;

/// <summary>Finds out whether code runs a backward pass on the calling thread.</summary>
internal static unsafe class BackwardWatch
{
    [ThreadStatic] private static bool seen;

    /// <summary>Runs <paramref name="action"/> and tells whether it ran a backward pass.</summary>
    public static bool SawBackward(Action action)
    {
        const int backwardNodes = 1; // at::RecordScope::BACKWARD_FUNCTION
        ObserverCallback callback = default;
        callback.Start = (nint)(delegate* unmanaged<nint*, nint, nint*>)&Start;
        callback.SamplingProbability = 1;
        callback.Scopes[backwardNodes] = 1;
        seen = false;
        ulong handle = LibTorchSymbols.AddThreadLocalCallback(callback);
        try { action(); }
        finally { LibTorchSymbols.RemoveCallback(handle); }
        return seen;
    }

    // libtorch expects std::unique_ptr<ObserverContext>, returned through a hidden first argument; a null one is allowed.
    [UnmanagedCallersOnly]
    private static nint* Start(nint* result, nint recordFunction)
    {
        *result = 0;
        seen = true;
        return result;
    }
}
