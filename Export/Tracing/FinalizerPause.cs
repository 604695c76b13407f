using System.Runtime.CompilerServices;

namespace OnnxForge.Export;

/// <summary>Holds back every finalizer of the process while at least one of these is alive.</summary>
/// <remarks>
/// TorchSharp hands libtorch bare pointers to scalars and tensors whose owners may be garbage by then. An untraced operator has read them
/// before a collection can come; a traced one waits for the recorder, which allocates, so that a finalizer would free them under it.
/// Code that waits for finalizers inside a traced function is let go after <see cref="LongestPause"/>.
/// </remarks>
internal sealed class FinalizerPause : IDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);
    private static readonly Lock Gate = new();
    private static int holders;
    private static ManualResetEventSlim resumed = new();

    public FinalizerPause()
    {
        lock (Gate)
        {
            if (holders++ > 0) return;
            resumed = new ManualResetEventSlim();
            using var paused = new ManualResetEventSlim();
            Plant(paused, resumed);
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
            paused.Wait(LongestWait); // a finalizer that takes longer is one of the application's, and holds the others back itself
        }
    }

    public void Dispose()
    {
        lock (Gate)
            if (--holders == 0) resumed.Set();
    }

    // in a frame of its own, so that nothing refers to the plug when the collection comes
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Plant(ManualResetEventSlim paused, ManualResetEventSlim resumed) => GC.KeepAlive(new Plug(paused, resumed));

    private sealed class Plug(ManualResetEventSlim paused, ManualResetEventSlim resumed)
    {
        ~Plug()
        {
            try { paused.Set(); }
            catch (ObjectDisposedException) { return; } // the wait is over: there is nothing to hold back any more
            resumed.Wait(LongestPause);
        }
    }
}
