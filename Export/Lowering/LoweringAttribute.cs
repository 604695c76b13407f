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

    /// <summary>The largest measured relative error of a composed function in float32, against libtorch in float64; 0 where nothing is composed.</summary>
    public double RelativeError { get; init; }

    /// <summary>The first argument of the range in which the error was measured.</summary>
    public double ErrorFrom { get; init; }

    /// <summary>The last argument of the range in which the error was measured.</summary>
    public double ErrorTo { get; init; }

    /// <summary>Whether it serves the calls that take or give complex tensors, and those alone.</summary>
    public bool Complex { get; init; }
}

/// <summary>A call whose operator has a lowering that cannot express these arguments; the reason is reported with all others.</summary>
internal sealed class LoweringRefusedException(string reason) : Exception(reason);
