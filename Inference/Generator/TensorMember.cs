using Microsoft.CodeAnalysis.CSharp;

namespace OnnxForge.Inference.Generator;

/// <summary>The property that stands for a tensor, or for a row of it.</summary>
/// <param name="tensor">The tensor.</param>
/// <param name="property">The property's name.</param>
/// <param name="rows">Whether it is a row: the first dimension is left out then, and a last one of 1 is no array.</param>
internal sealed class TensorMember(FileTensor tensor, string property, bool rows)
{
    private const string Library = "global::OnnxForge.Inference";

    private readonly List<FileDimension>? _dims = tensor.Dims?.Skip(rows ? 1 : 0).ToList();

    public FileTensor Tensor => tensor;

    public string Property => property;

    /// <summary>The name in the file, as a text of C#.</summary>
    public string Literal { get; } = SymbolDisplay.FormatLiteral(tensor.Name, quote: true);

    /// <summary>The C# type of the property.</summary>
    public string Type => _dims is null ? $"{Library}.TensorData" : IsScalar ? tensor.Kind.CSharp : $"{tensor.Kind.CSharp}[{new string(',', _dims.Count - 1)}]";

    private bool IsScalar => _dims is { Count: 0 } || (rows && _dims is { Count: 1 } && _dims[0].Size == 1);

    /// <summary>What the property holds, in words.</summary>
    public string Content => _dims switch
    {
        null => "a tensor of any dims",
        _ when IsScalar => "one value",
        { Count: 1 } => _dims[0] switch
        {
            { Size: { } size } => size == 1 ? "an array of 1 value" : $"an array of {size} values",
            { Symbol: { } symbol } => $"an array of any length ({symbol})",
            _ => "an array of any length",
        },
        _ => $"an array [{string.Join(", ", _dims)}]",
    };

    /// <summary>The attribute that tells the compiler the property's sizes, with a space behind it; nothing where all are open or told by the type.</summary>
    public string Sizes => IsScalar || _dims is null ? "" : SizesOf(_dims);

    /// <summary>The attribute of dimensions, with a space behind it; nothing where all are open.</summary>
    public static string SizesOf(IReadOnlyList<FileDimension> dims) =>
        dims.All(dim => dim.Size is null) ? "" : $"[{Library}.FixedSizes({string.Join(", ", dims.Select(dim => dim.Size ?? -1))})] ";

    /// <summary>An expression of the tensor of all rows, for a list of records.</summary>
    public string Stacked(string records) => _dims switch
    {
        _ when IsScalar => $"{Library}.TypedTensors.StackScalars({records}, static row => row.{property}, column: {(_dims!.Count == 1 ? "true" : "false")})",
        { Count: 1 } => $"{Library}.TypedTensors.StackArrays({Literal}, {records}, static row => row.{property})",
        _ => $"{Library}.TypedTensors.Stack({Literal}, {records}, static row => {ToTensor("row")})",
    };

    /// <summary>The method that gives all rows of a tensor, and an expression of the property for one of these.</summary>
    public (string All, string One) Split(string all, string index)
    {
        var one = $"{all}[{index}]";
        return IsScalar ? ($"SplitScalars<{tensor.Kind.CSharp}>", one) : _dims!.Count == 1 ? ($"SplitArrays<{tensor.Kind.CSharp}>", one) : ("Split", FromTensor(one));
    }

    /// <summary>An expression of the tensor for a record's property.</summary>
    public string ToTensor(string record)
    {
        var value = $"{record}.{property}";
        return _dims switch
        {
            null => value,
            { Count: 0 } => $"{Library}.TensorData.Scalar({value})",
            { Count: 1 } => $"{Library}.TypedTensors.Of({Literal}, {value})",
            _ => $"{Library}.TypedTensors.OfArray({Literal}, {value})",
        };
    }

    /// <summary>An expression of the property for a tensor.</summary>
    public string FromTensor(string expression)
    {
        if (_dims is null)
        {
            return expression;
        }

        var type = tensor.Kind.CSharp;
        var sizes = string.Join(", ", Enumerable.Range(0, _dims.Count).Select(i => $"dims[{i}]"));
        return IsScalar
            ? $"{Library}.TypedTensors.ToScalar<{type}>({Literal}, {expression})"
            : $"{Library}.TypedTensors.ToArray<{type}, {Type}>({Literal}, {expression}, {_dims.Count}, static dims => new {type}[{sizes}])";
    }

    /// <summary>An expression of the tensor's signature.</summary>
    public string Signature()
    {
        var dims = (tensor.Dims ?? new ValueList<FileDimension>([])).Select(dim =>
            dim.Size is { } size ? $"{Library}.SignatureDimension.Of({size})"
            : dim.Symbol is { } symbol ? $"{Library}.SignatureDimension.Named({SymbolDisplay.FormatLiteral(symbol, quote: true)})"
            : "default");
        return $"new {Library}.TensorSignature({Literal}, {Library}.ElementType.{tensor.Kind.Member}, [{string.Join(", ", dims)}])";
    }
}
