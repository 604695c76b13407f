using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Finds the first operator whose operands differ in type.</summary>
/// <remarks>Nothing is allocated while an operator runs: TorchSharp hands libtorch bare pointers, whose owners a collection could finalize. The error is made when the outermost operator ends.</remarks>
internal sealed unsafe class DtypeWatch(RecordFunctionLayout layout) : IOperatorSink
{
    private const int MostOperands = 64;
    private const int LongestName = 64;

    private readonly Operand[] operands = new Operand[MostOperands];
    private int count;
    private int depth;
    private int shield; // the depth of the operator inside of which nothing is looked at; 0 for none
    private int mixing; // the depth of the operator that mixes; 0 for none
    private string? mixed;

    /// <summary>The error of the first operator that mixed types; null for none.</summary>
    public MixedDtypesException? First { get; private set; }

    public void Started(nint recordFunction)
    {
        depth++;
        if (shield > 0 || First is not null || mixing > 0) return;
        Span<char> buffer = stackalloc char[LongestName];
        var name = Copy(LibTorchSymbols.Name(recordFunction), buffer);
        var known = DtypeRules.Find(name, out var positions);
        if (known && name is "aten::max" or "aten::min") known = Copy(LibTorchSymbols.OverloadName(recordFunction), stackalloc char[LongestName]) is "other";
        var aten = name.StartsWith("aten::");
        Collect(recordFunction, known ? positions : aten ? ~0u : 0);
        if (known)
        {
            if (DtypeRules.Differ(operands.AsSpan(0, count), inPlace: name[^1] == '_')) mixing = depth;
            else shield = depth;
        }
        else if (!aten || DtypeRules.IsCast(name) || !SeveralTypes()) shield = depth;
    }

    public void Ended(nint recordFunction)
    {
        if (depth == 0) return; // it started before the watch did
        if (depth == shield) shield = 0;
        if (depth == mixing) mixed = $"{IValueReader.Utf8(LibTorchSymbols.Name(recordFunction))}{Overload(recordFunction)}";
        if (--depth > 0 || mixed is null) return;
        First ??= Error(mixed);
        (mixing, mixed) = (0, null);
    }

    private MixedDtypesException Error(string name)
    {
        var given = operands.AsSpan(0, count).ToArray();
        var tensors = given.Where(operand => !operand.IsNumber).ToList();
        var remedy = tensors.Count > 1
            ? $"Cast one of them, such as .to(ScalarType.{tensors[0].Type})."
            : "Cast the tensor first, such as .to(ScalarType.Float32), or use a number of its kind.";
        return new MixedDtypesException(name, SourceLocator.Locate()?.ToString(), [.. given.Select(operand => operand.ToString())], remedy);
    }

    private bool SeveralTypes()
    {
        ScalarType? first = null;
        foreach (ref readonly var operand in operands.AsSpan(0, count))
        {
            if (operand.IsNumber) continue;
            if (first is { } type && type != operand.Type) return true;
            first ??= operand.Type;
        }
        return false;
    }

    private void Collect(nint recordFunction, uint positions)
    {
        count = 0;
        nint values = *(nint*)(recordFunction + layout.InputsOffset);
        long given = *(long*)(recordFunction + layout.InputsOffset + 8);
        if (positions == 0 || values == 0) return;
        long own = (long)LibTorchSymbols.InputCount(recordFunction), skipped = Math.Max(0, given - own);
        for (int i = 0; i < given - skipped && i < 32; i++)
            if ((positions & 1u << i) != 0) Take(values + (nint)(skipped + i) * IValueReader.ValueSize, numbers: positions != ~0u);
    }

    private void Take(nint value, bool numbers)
    {
        if (count == MostOperands) return;
        nint payload = *(nint*)value;
        int tag = *(int*)(value + 8);
        if (tag == layout.TensorTag)
        {
            if (payload != 0 && payload != LibTorchSymbols.UndefinedTensor) operands[count++] = Operand.OfTensor(payload);
        }
        else if (tag == layout.ListTag)
        {
            const int items = 16; // as in IValueReader: std::vector<IValue> after the vtable and the reference counts
            for (nint item = *(nint*)(payload + items), end = *(nint*)(payload + items + 8); item < end; item += IValueReader.ValueSize) Take(item, numbers);
        }
        else if (numbers && tag == layout.IntegerTag) operands[count++] = Operand.OfNumber(DtypeKind.Integer, payload);
        else if (numbers && tag == layout.RealTag) operands[count++] = Operand.OfNumber(DtypeKind.Real, BitConverter.Int64BitsToDouble(payload));
        else if (numbers && tag == layout.ComplexTag) operands[count++] = Operand.OfNumber(DtypeKind.Complex, double.NaN);
    }

    private static string Overload(nint recordFunction) => IValueReader.Utf8(LibTorchSymbols.OverloadName(recordFunction)) is { Length: > 0 } overload ? $".{overload}" : "";

    private static ReadOnlySpan<char> Copy(byte* text, Span<char> buffer)
    {
        int length = 0;
        for (; text[length] != 0 && length < buffer.Length; length++) buffer[length] = (char)text[length];
        return buffer[..length];
    }
}
