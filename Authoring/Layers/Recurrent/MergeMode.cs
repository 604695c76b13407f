namespace OnnxForge.Authoring;

/// <summary>How the outputs of two directions become one.</summary>
public enum MergeMode
{
    /// <summary>One behind the other, along the features.</summary>
    Concat,

    /// <summary>Their sum.</summary>
    Sum,

    /// <summary>Their product.</summary>
    Mul,

    /// <summary>Their mean.</summary>
    Average,
}
