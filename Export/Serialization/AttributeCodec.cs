using Google.Protobuf;
using OnnxForge.Export.Onnx;
using Kind = OnnxForge.Export.Onnx.AttributeProto.Types.AttributeType;

namespace OnnxForge.Export;

/// <summary>Node attributes, to and from the file.</summary>
internal static class AttributeCodec
{
    /// <summary>Makes the attribute of the file; its type is always set, because readers go by it.</summary>
    public static AttributeProto Write(NodeAttribute attribute)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var written = new AttributeProto { Name = attribute.Name };
        switch (attribute)
        {
            case IntAttribute number:
                written.Type = Kind.Int;
                written.I = number.Value;
                break;
            case FloatAttribute number:
                written.Type = Kind.Float;
                written.F = number.Value;
                break;
            case StringAttribute text:
                written.Type = Kind.String;
                written.S = ByteString.CopyFromUtf8(text.Value);
                break;
            case IntsAttribute numbers:
                written.Type = Kind.Ints;
                written.Ints.AddRange(numbers.Values);
                break;
            case FloatsAttribute numbers:
                written.Type = Kind.Floats;
                written.Floats.AddRange(numbers.Values);
                break;
            case StringsAttribute texts:
                written.Type = Kind.Strings;
                written.Strings.AddRange(texts.Values.Select(ByteString.CopyFromUtf8));
                break;
            case TensorAttribute tensor:
                written.Type = Kind.Tensor;
                written.T = TensorCodec.Write(tensor.Value, null);
                break;
            default:
                throw new ArgumentException($"Attribute '{attribute.Name}': expected a kind that the file format has; received {attribute.GetType().Name}. Do this: add its case here.", nameof(attribute));
        }

        return written;
    }

    /// <summary>Reads an attribute.</summary>
    /// <exception cref="OnnxFileException">It holds a graph, a sparse tensor or a type, or refers to a function's attribute; or its tensor is damaged.</exception>
    public static NodeAttribute Read(AttributeProto attribute, string node)
    {
        ArgumentNullException.ThrowIfNull(attribute);
        var where = $"Node '{node}', attribute '{attribute.Name}'";
        return attribute.Type switch
        {
            _ when attribute.RefAttrName.Length > 0 => throw Unsupported(where, "a reference to a function's attribute"),
            Kind.Int => new IntAttribute(attribute.Name, attribute.I),
            Kind.Float => new FloatAttribute(attribute.Name, attribute.F),
            Kind.String => new StringAttribute(attribute.Name, TensorCodec.Text(attribute.S, where)),
            Kind.Ints => new IntsAttribute(attribute.Name, [.. attribute.Ints]),
            Kind.Floats => new FloatsAttribute(attribute.Name, [.. attribute.Floats]),
            Kind.Strings => new StringsAttribute(attribute.Name, [.. attribute.Strings.Select(text => TensorCodec.Text(text, where))]),
            Kind.Tensor when attribute.T is not null => new TensorAttribute(attribute.Name, TensorCodec.Read(attribute.T, where)),
            _ => throw Unsupported(where, attribute.Type == Kind.Tensor ? "no tensor" : $"{attribute.Type}"),
        };
    }

    private static OnnxFileException Unsupported(string where, string received) =>
        new(where, "a number, a text, a tensor or a list of numbers or texts", received, "Use a model without subgraphs and functions.");
}
