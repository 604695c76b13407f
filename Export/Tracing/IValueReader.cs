using System.Runtime.InteropServices;
using System.Text;

namespace OnnxForge.Export;

/// <summary>Where libtorch keeps the private parts of an announced operator, found by <see cref="ObserverCalibration"/>.</summary>
internal sealed record RecordFunctionLayout
{
    /// <summary>Offset of the inputs (<c>ArrayRef&lt;const IValue&gt;</c>: pointer, length) in a RecordFunction.</summary>
    public int InputsOffset { get; init; }

    /// <summary>Offset of the outputs (<c>std::vector&lt;IValue&gt;</c>: begin, end, capacity) in a RecordFunction.</summary>
    public int OutputsOffset { get; init; }

    public int NoneTag { get; init; }
    public int TensorTag { get; init; }
    public int RealTag { get; init; }
    public int ComplexTag { get; init; }
    public int IntegerTag { get; init; }
    public int BooleanTag { get; init; }
    public int TextTag { get; init; }
    public int ListTag { get; init; }
    public int DeviceTag { get; init; }

    /// <summary>Whether a std::string keeps its length after 16 bytes of in-place text (Microsoft's) and not after a pointer (GNU's).</summary>
    public bool MicrosoftStrings { get; init; }
}

/// <summary>Reads the values (<c>c10::IValue</c>: 8 bytes of payload, a 4-byte tag, 16 bytes in all) that an announced operator carries.</summary>
internal sealed unsafe class IValueReader(RecordFunctionLayout layout, Func<nint, TracedTensor> tensorAt)
{
    public const int ValueSize = 16;
    private const int ListItems = 16;  // after the vtable and the reference counts: std::vector<IValue>
    private const int StringText = 16; // likewise: std::string
    public const int ComplexParts = 16; // likewise: two doubles

    public IReadOnlyList<TraceArgument> Inputs(nint recordFunction)
    {
        nint values = *(nint*)(recordFunction + layout.InputsOffset);
        long count = *(long*)(recordFunction + layout.InputsOffset + 8);
        return Last(values, count, (long)LibTorchSymbols.InputCount(recordFunction));
    }

    public IReadOnlyList<TraceArgument> Outputs(nint recordFunction)
    {
        nint begin = *(nint*)(recordFunction + layout.OutputsOffset), end = *(nint*)(recordFunction + layout.OutputsOffset + 8);
        return Last(begin, (end - begin) / ValueSize, (long)LibTorchSymbols.OutputCount(recordFunction));
    }

    // TorchScript's interpreter announces its whole stack, on which the operator's own values are the last ones
    private TraceArgument[] Last(nint values, long count, long own)
    {
        long skipped = Math.Max(0, count - own);
        return Read(values + (nint)skipped * ValueSize, count - skipped);
    }

    private TraceArgument[] Read(nint values, long count)
    {
        var arguments = new TraceArgument[count];
        for (int i = 0; i < count; i++) arguments[i] = Read(values + i * ValueSize);
        return arguments;
    }

    private TraceArgument Read(nint value)
    {
        nint payload = *(nint*)value;
        int tag = *(int*)(value + 8);
        if (tag == layout.TensorTag)
            return payload == 0 || payload == LibTorchSymbols.UndefinedTensor ? TraceArgument.None.Value : new TraceArgument.OfTensor(tensorAt(payload));
        if (tag == layout.IntegerTag) return new TraceArgument.Integer(payload);
        if (tag == layout.NoneTag) return TraceArgument.None.Value;
        if (tag == layout.RealTag) return new TraceArgument.Real(BitConverter.Int64BitsToDouble(payload));
        if (tag == layout.ComplexTag) return new TraceArgument.Complex(*(System.Numerics.Complex*)(payload + ComplexParts));
        if (tag == layout.BooleanTag) return new TraceArgument.Boolean((payload & 0xff) != 0);
        if (tag == layout.ListTag)
        {
            nint begin = *(nint*)(payload + ListItems), end = *(nint*)(payload + ListItems + 8);
            return new TraceArgument.OfList(Read(begin, (end - begin) / ValueSize));
        }
        if (tag == layout.TextTag) return new TraceArgument.Text(Text(payload + StringText, layout.MicrosoftStrings));
        if (tag == layout.DeviceTag) return new TraceArgument.OfDevice((payload & 0xff) == 0 ? "cpu" : $"device {payload & 0xff}");
        return new TraceArgument.Other(tag);
    }

    /// <summary>Reads a std::string.</summary>
    public static string Text(nint text, bool microsoft)
    {
        const int inPlace = 15; // Microsoft's strings of up to 15 characters stand in the object itself
        if (!microsoft) return Utf8(*(nint*)text, *(long*)(text + 8));
        long length = *(long*)(text + 16), capacity = *(long*)(text + 24);
        return Utf8(capacity > inPlace ? *(nint*)text : text, length);
    }

    private static string Utf8(nint bytes, long length) => Encoding.UTF8.GetString((byte*)bytes, checked((int)length));

    /// <summary>The qualified name of an announced operator, without its overload.</summary>
    public static string NameOf(nint recordFunction) => Utf8(LibTorchSymbols.Name(recordFunction));

    /// <summary>Reads a zero-terminated string.</summary>
    public static string Utf8(byte* text) => Marshal.PtrToStringUTF8((nint)text) ?? "";
}
