namespace OnnxForge.Cli;

/// <summary>What became of a text that stands for an element.</summary>
internal enum CellState
{
    /// <summary>It is an element now.</summary>
    Taken,

    /// <summary>It says that there is no value.</summary>
    Missing,

    /// <summary>It is no value of the type.</summary>
    Invalid,
}
