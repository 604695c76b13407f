namespace OnnxForge.Authoring;

/// <summary>What is added around an input before windows move over it.</summary>
public enum PaddingMode
{
    /// <summary>Nothing: windows lie within the input.</summary>
    Valid,

    /// <summary>As much as makes the output's size the input's divided by the stride, rounded up: half before, half after, the odd one after.</summary>
    Same,

    /// <summary>Only before the input, so that an output sees nothing later than itself; for one dimension.</summary>
    Causal,
}
