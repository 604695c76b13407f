namespace OnnxForge.Inference;

/// <summary>The element type of an .npy file: its descr, such as "&lt;f4".</summary>
/// <param name="Type">What the elements become.</param>
/// <param name="ItemSize">Bytes an element takes in the file.</param>
/// <param name="BigEndian">Whether numbers and UTF-32 units lie high byte first.</param>
/// <param name="Utf32">Whether text is UTF-32 ("U"), else UTF-8 ("S").</param>
internal readonly record struct NpyType(ElementType Type, int ItemSize, bool BigEndian, bool Utf32)
{
    private const string Known = "a type f2, f4, f8, i1 to i8, u1 to u8, b1, U or S";

    public static NpyType Parse(string where, string descr)
    {
        var body = descr.AsSpan();
        var order = body.Length > 0 && body[0] is ('<' or '>' or '|' or '=') ? body[0] : '\0';
        body = order == '\0' ? body : body[1..];
        if (body.Length > 0 && body[0] == 'O')
        {
            throw new NpyFormatException(where, Known, $"'{descr}', Python objects, which only Python can load safely or at all", "Save the array with a numeric or text dtype");
        }

        if (body.Length < 2 || !int.TryParse(body[1..], System.Globalization.NumberStyles.None, null, out var size))
        {
            throw Unknown(where, descr);
        }

        var bigEndian = order == '>' && size > 1;
        return body[0] switch
        {
            'U' when size <= int.MaxValue / 4 => new NpyType(ElementType.String, size * 4, order == '>', true),
            'S' => new NpyType(ElementType.String, size, false, false),
            _ => Number(body[0], size) is { } type ? new NpyType(type, size, bigEndian, false) : throw Unknown(where, descr),
        };
    }

    /// <summary>The descr of numbers and booleans; null for bfloat16 and text.</summary>
    public static string? Descr(ElementType type) => type switch
    {
        ElementType.Float16 => "<f2",
        ElementType.Float32 => "<f4",
        ElementType.Float64 => "<f8",
        ElementType.Int8 => "|i1",
        ElementType.Int16 => "<i2",
        ElementType.Int32 => "<i4",
        ElementType.Int64 => "<i8",
        ElementType.UInt8 => "|u1",
        ElementType.UInt16 => "<u2",
        ElementType.UInt32 => "<u4",
        ElementType.UInt64 => "<u8",
        ElementType.Bool => "|b1",
        _ => null,
    };

    private static ElementType? Number(char kind, int size) => (kind, size) switch
    {
        ('f', 2) => ElementType.Float16,
        ('f', 4) => ElementType.Float32,
        ('f', 8) => ElementType.Float64,
        ('i', 1) => ElementType.Int8,
        ('i', 2) => ElementType.Int16,
        ('i', 4) => ElementType.Int32,
        ('i', 8) => ElementType.Int64,
        ('u', 1) => ElementType.UInt8,
        ('u', 2) => ElementType.UInt16,
        ('u', 4) => ElementType.UInt32,
        ('u', 8) => ElementType.UInt64,
        ('b', 1) => ElementType.Bool,
        _ => null,
    };

    private static NpyFormatException Unknown(string where, string descr) =>
        new(where, Known, $"'{descr}'", "Convert the array in NumPy with astype before saving it");
}
