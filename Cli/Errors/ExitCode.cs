namespace OnnxForge.Cli;

/// <summary>What the process returns.</summary>
internal static class ExitCode
{
    /// <summary>The command did what it was asked to do.</summary>
    public const int Done = 0;

    /// <summary>A check was made and does not hold: an exported model differs from its original.</summary>
    public const int DoesNotHold = 1;

    /// <summary>The use or the input is wrong.</summary>
    public const int BadInput = 2;

    /// <summary>The model, the platform or the device is not supported.</summary>
    public const int NotSupported = 3;

    /// <summary>A defect of onnxforge itself.</summary>
    public const int Defect = 70;

    /// <summary>Ended by Ctrl-C, as shells report it (128 + SIGINT).</summary>
    public const int Interrupted = 130;
}
