namespace OnnxForge.Export;

/// <summary>Marks a static method as the ONNX form of ATen operators; it takes a <see cref="LoweringContext"/> and returns one value or several.</summary>
/// <param name="operators">The operators with their overloads: <c>aten::add.Tensor</c>. The in-place form (<c>aten::add_.Tensor</c>) comes with it.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
internal sealed class LoweringAttribute(params string[] operators) : Attribute
{
    public IReadOnlyList<string> Operators => operators;

    /// <summary>The first opset that this form is for.</summary>
    public long From { get; init; } = OpsetVersions.Minimum;

    /// <summary>The last opset that this form is for.</summary>
    public long To { get; init; } = OpsetVersions.Maximum;

    /// <summary>Whether it serves the calls that take or give complex tensors, and those alone.</summary>
    public bool Complex { get; init; }
}

/// <summary>A call whose operator has a lowering that cannot express these arguments; the reason is reported with all others.</summary>
internal sealed class LoweringRefusedException(string reason) : Exception(reason);
