namespace OnnxForge.Export;

/// <summary>Until disposed, libtorch runs recurrent layers step by step, by ordinary operators: oneDNN's kernel is one operator of all steps, whose gradient has no form.</summary>
/// <remarks>The setting is libtorch's for all threads; others compute the same meanwhile, some of it more slowly.</remarks>
internal sealed unsafe class OrdinarySteps : IDisposable
{
    private static readonly Lock Gate = new();
    private static int holders;
    private static bool before;

    private static readonly delegate* unmanaged<nint> Context = (delegate* unmanaged<nint>)LibTorchSymbols.Find("_ZN2at13globalContextEv", "?globalContext@at@@YAAEAVContext@1@XZ");

    private static readonly delegate* unmanaged<nint, byte> IsEnabled =
        (delegate* unmanaged<nint, byte>)LibTorchSymbols.Find("_ZNK2at7Context17userEnabledMkldnnEv", "?userEnabledMkldnn@Context@at@@QEBA_NXZ");

    private static readonly delegate* unmanaged<nint, byte, void> Enable =
        (delegate* unmanaged<nint, byte, void>)LibTorchSymbols.Find("_ZN2at7Context20setUserEnabledMkldnnEb", "?setUserEnabledMkldnn@Context@at@@QEAAX_N@Z");

    public OrdinarySteps()
    {
        lock (Gate)
        {
            if (holders++ > 0) return;
            before = IsEnabled(Context()) != 0;
            Enable(Context(), 0);
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (--holders == 0) Enable(Context(), before ? (byte)1 : (byte)0);
        }
    }
}
