namespace OnnxForge.Authoring;

/// <summary>The vectors that a matrix is made of.</summary>
public enum MatrixSide
{
    /// <summary>Its rows.</summary>
    Rows,

    /// <summary>Its columns.</summary>
    Columns,
}
