namespace OnnxForge.Cli;

/// <summary>Where a command writes to. Commands know no other way out, so they run in a process of their own and inside a test alike.</summary>
internal interface ITerminal
{
    /// <summary>Results.</summary>
    TextWriter Output { get; }

    /// <summary>Errors and warnings.</summary>
    TextWriter Error { get; }

    /// <summary>Whether a person watches the output, so that a line may be rewritten in place and coloured.</summary>
    bool IsInteractive { get; }

    /// <summary>Columns that fit on a line.</summary>
    int Width { get; }
}
