namespace OnnxForge.Export;

/// <summary>What an export does with an operator.</summary>
internal enum OperatorState
{
    /// <summary>It has a row of its own, or its functional form has.</summary>
    Lowered,

    /// <summary>It has no row; what libtorch runs inside of it has.</summary>
    Decomposed,

    /// <summary>It has no ONNX form, for a reason that stays.</summary>
    Impossible,

    /// <summary>ONNX could express it, and no row does.</summary>
    NotYet,
}

/// <summary>One operator of the table.</summary>
/// <param name="Operator">Its name with the overload and without the namespace: <c>add.Tensor</c>.</param>
/// <param name="State">What an export does with it.</param>
/// <param name="Note">The row or the opsets where they are not plain, or the reason; empty where there is nothing to say.</param>
internal sealed record OperatorEntry(string Operator, OperatorState State, string Note);
