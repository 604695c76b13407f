namespace OnnxForge.Export;

/// <summary>The function runs operators that cannot be exported; all of them are listed.</summary>
public sealed class UnsupportedOperatorException : ExportException
{
    internal UnsupportedOperatorException(IReadOnlyList<UnsupportedOperator> operators) : base("Export",
        "operators that have an ONNX form", $"{operators.Count} without:\n{string.Join('\n', operators.Select(Describe))}", "Replace them with operators that have one, or leave them out of the exported function.") =>
        Operators = operators;

    /// <summary>Every unsupported operator, in the order they ran; one entry a C# line.</summary>
    public IReadOnlyList<UnsupportedOperator> Operators { get; }

    private static string Describe(UnsupportedOperator o) =>
        $"  {o.Operator}{(o.Source is null ? "" : $" at {o.Source}")}{(o.ModulePath.Length > 0 ? $" (module {o.ModulePath})" : "")}: {o.Reason}";
}
