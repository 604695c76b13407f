using System.Globalization;
using OnnxForge.Export.Onnx;

namespace OnnxForge.Export;

/// <summary>Types and shapes of values, to and from the file. One instance reads one file, so that equal size names stay equal.</summary>
internal sealed class TypeCodec
{
    private readonly Dictionary<string, Dimension> foreignNames = new(StringComparer.Ordinal);
    private readonly NameScope names = new();

    /// <summary>Makes the entry of a value; without a shape when it has none.</summary>
    public static ValueInfoProto Write(Value value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var tensor = new TypeProto.Types.Tensor { ElemType = (int)value.Type };
        if (value.Shape is not null)
        {
            tensor.Shape = new TensorShapeProto();
            tensor.Shape.Dim.AddRange(value.Shape.Select(dimension => dimension.TryGetConstant(out var size)
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = dimension.ToString() }));
        }

        return new ValueInfoProto { Name = value.Name, Type = new TypeProto { TensorType = tensor } };
    }

    /// <summary>Reads an entry.</summary>
    /// <exception cref="OnnxFileException">The value is no tensor, or its element type is not one the IR has.</exception>
    public (DataType Type, IReadOnlyList<Dimension>? Shape) Read(ValueInfoProto entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        var where = $"Value '{entry.Name}'";
        if (entry.Type?.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            throw new OnnxFileException(where, "a tensor", entry.Type is null ? "no type" : $"{entry.Type.ValueCase}", "Use a model whose values are all tensors.");
        }

        var tensor = entry.Type.TensorType;
        if (!DataTypes.IsKnown(tensor.ElemType))
        {
            throw TensorCodec.UnknownType(where, tensor.ElemType);
        }

        return ((DataType)tensor.ElemType, tensor.Shape?.Dim.Select(dimension => Read(dimension, where)).ToArray());
    }

    private Dimension Read(TensorShapeProto.Types.Dimension dimension, string where)
    {
        switch (dimension.ValueCase)
        {
            case TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue when dimension.DimValue < 0:
                throw new OnnxFileException(where, "sizes of 0 or more", dimension.DimValue.ToString(CultureInfo.InvariantCulture), "Write the file again; this one is damaged.");
            case TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue:
                return Dimension.Of(dimension.DimValue);
            case TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam when dimension.DimParam.Length > 0:
                return Named(dimension.DimParam);
            default:
                return Dimension.Symbol(names.Unique("unknown_size"));
        }
    }

    private Dimension Named(string text)
    {
        if (Dimension.TryParse(text, out var parsed))
        {
            foreach (var name in parsed.Symbols)
            {
                names.TryReserve(name);
            }

            return parsed;
        }

        // Other tools write any text as a name; each such text becomes a name of its own.
        if (!foreignNames.TryGetValue(text, out var dimension))
        {
            dimension = Dimension.Symbol(names.Unique("size_" + text.Replace('/', '_').Replace('-', '_')));
            foreignNames[text] = dimension;
        }

        return dimension;
    }
}
