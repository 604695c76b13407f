namespace OnnxForge.Export;

/// <summary>Sees each operator of a recorded run as it starts and ends; what it asks of libtorch is not recorded.</summary>
internal interface ITraceWatcher
{
    /// <summary>The arguments are known.</summary>
    void Started(TraceCall call) { }

    /// <summary>The results are known.</summary>
    void Ended(TraceCall call);
}
