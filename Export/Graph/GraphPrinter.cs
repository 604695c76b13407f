using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace OnnxForge.Export;

/// <summary>Writes a graph as text to read and to compare: one input, constant, node or output a line.</summary>
internal static class GraphPrinter
{
    private const int ShownElements = 8;

    /// <summary>The whole graph. Equal graphs give equal text; lines end with a line feed.</summary>
    public static string Print(Graph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var builder = new StringBuilder("graph ").Append(graph.Name).Append('\n');
        foreach (var input in graph.Inputs)
        {
            builder.Append("  input ").Append(input).Append('\n');
        }

        foreach (var constant in graph.Constants)
        {
            builder.Append("  constant ").Append(constant).Append(" = ").Append(ContentText(constant.Constant!)).Append('\n');
        }

        foreach (var node in graph.Nodes)
        {
            builder.Append("  ").Append(NodeText(node)).Append('\n');
        }

        foreach (var output in graph.Outputs)
        {
            builder.Append("  output ").Append(output).Append('\n');
        }

        return builder.ToString();
    }

    /// <summary>One node: <c>y: float32[batch, 30] = Gemm{transB=1}(x, kernel, bias)</c>; <c>_</c> is an argument that is left out.</summary>
    public static string NodeText(Node node)
    {
        ArgumentNullException.ThrowIfNull(node);
        var outputs = string.Join(", ", node.Outputs);
        var inputs = string.Join(", ", node.Inputs.Select(input => input?.Name ?? "_"));
        var operatorName = node.Domain.Length == 0 ? node.OpType : $"{node.Domain}::{node.OpType}";
        var attributes = node.Attributes.Count == 0 ? "" : "{" + string.Join(", ", node.Attributes.Select(AttributeText)) + "}";
        return $"{outputs} = {operatorName}{attributes}({inputs})";
    }

    /// <summary>A type and shape: <c>float32[batch, 8]</c>, <c>int64[]</c>, <c>float32[?]</c> when not even the rank is known.</summary>
    public static string TypeText(DataType type, IReadOnlyList<Dimension>? shape) =>
        $"{DataTypes.NameOf(type)}[{(shape is null ? "?" : string.Join(", ", shape))}]";

    /// <summary>The elements, or the first of them and their number.</summary>
    public static string ContentText(ConstantTensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var shown = Enumerable.Range(0, (int)Math.Min(tensor.Count, ShownElements)).Select(index => ElementText(tensor, index));
        var list = string.Join(", ", shown);
        return tensor.Count > ShownElements ? string.Create(CultureInfo.InvariantCulture, $"{list}, ... ({tensor.Count})") : tensor.Dims.Count == 0 ? list : $"[{list}]";
    }

    /// <summary>An attribute: <c>axis=1</c>.</summary>
    public static string AttributeText(NodeAttribute attribute) => attribute.Name + "=" + attribute switch
    {
        IntAttribute number => Text(number.Value),
        FloatAttribute number => Text(number.Value),
        StringAttribute text => Quote(text.Value),
        IntsAttribute numbers => $"[{string.Join(", ", numbers.Values.Select(value => Text(value)))}]",
        FloatsAttribute numbers => $"[{string.Join(", ", numbers.Values.Select(value => Text(value)))}]",
        StringsAttribute texts => $"[{string.Join(", ", texts.Values.Select(Quote))}]",
        TensorAttribute tensor => $"{DataTypes.NameOf(tensor.Value.Type)}[{string.Join(", ", tensor.Value.Dims)}] {ContentText(tensor.Value)}",
        _ => attribute.ToString(),
    };

    private static string ElementText(ConstantTensor tensor, int index)
    {
        var span = tensor.Data.Span[(index * DataTypes.BytesOf(tensor.Type))..];
        return tensor.Type switch
        {
            DataType.String => Quote(tensor.Strings[index]),
            DataType.Float => Text(BinaryPrimitives.ReadSingleLittleEndian(span)),
            DataType.Double => Text(BinaryPrimitives.ReadDoubleLittleEndian(span)),
            DataType.Float16 => Text((float)BinaryPrimitives.ReadHalfLittleEndian(span)),
            DataType.BFloat16 => Text(BitConverter.Int32BitsToSingle(BinaryPrimitives.ReadUInt16LittleEndian(span) << 16)),
            DataType.Bool => span[0] == 0 ? "false" : "true",
            DataType.UInt8 => Text(span[0]),
            DataType.Int8 => Text((sbyte)span[0]),
            DataType.UInt16 => Text(BinaryPrimitives.ReadUInt16LittleEndian(span)),
            DataType.Int16 => Text(BinaryPrimitives.ReadInt16LittleEndian(span)),
            DataType.UInt32 => Text(BinaryPrimitives.ReadUInt32LittleEndian(span)),
            DataType.Int32 => Text(BinaryPrimitives.ReadInt32LittleEndian(span)),
            DataType.UInt64 => Text(BinaryPrimitives.ReadUInt64LittleEndian(span)),
            DataType.Int64 => Text(BinaryPrimitives.ReadInt64LittleEndian(span)),
            DataType.Complex64 => $"({Text(BinaryPrimitives.ReadSingleLittleEndian(span))}, {Text(BinaryPrimitives.ReadSingleLittleEndian(span[4..]))})",
            DataType.Complex128 => $"({Text(BinaryPrimitives.ReadDoubleLittleEndian(span))}, {Text(BinaryPrimitives.ReadDoubleLittleEndian(span[8..]))})",
            _ => "?",
        };
    }

    private static string Text(IFormattable number) => number.ToString(null, CultureInfo.InvariantCulture);

    // A line feed in a text would break "one node a line".
    private static string Quote(string text) =>
        "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal) + "\"";
}
