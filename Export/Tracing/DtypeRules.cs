using System.Collections.Frozen;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>The kinds of types, the narrower one first.</summary>
internal enum DtypeKind { Boolean, Integer, Real, Complex }

/// <summary>What an operator computes with: a tensor's type, or a number's kind.</summary>
internal readonly record struct Operand(bool IsNumber, ScalarType Type, DtypeKind Kind, int Rank, double Number)
{
    public static Operand OfTensor(nint address)
    {
        var (type, rank) = NativeTensors.TypeAndRank(address);
        return new(false, type, KindOf(type), rank, 0);
    }

    public static Operand OfNumber(DtypeKind kind, double number) => new(true, default, kind, 0, number);

    public override string ToString() => !IsNumber ? $"{Type} of {Rank} dimension{(Rank == 1 ? "" : "s")}"
        : Kind == DtypeKind.Complex ? "a complex number" : FormattableString.Invariant($"the number {Number}");

    private static DtypeKind KindOf(ScalarType type) => type switch
    {
        ScalarType.Bool => DtypeKind.Boolean,
        ScalarType.Byte or ScalarType.Int8 or ScalarType.Int16 or ScalarType.Int32 or ScalarType.Int64 => DtypeKind.Integer,
        ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64 => DtypeKind.Complex,
        _ => DtypeKind.Real,
    };
}

/// <summary>The operators that bring operands to one type by themselves, and when their operands differ.</summary>
internal static class DtypeRules
{
    private const uint Two = 0b11, Three = 0b111;

    private static readonly FrozenDictionary<string, uint>.AlternateLookup<ReadOnlySpan<char>> promoting = Names().GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> casts = ((string[])
        ["aten::to", "aten::_to_copy", "aten::type_as", "aten::_autocast_to_reduced_precision", "aten::_autocast_to_full_precision"]).ToFrozenSet().GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Where the operands of an operator stand among its arguments, a bit for each; the in-place form is the same.</summary>
    public static bool Find(ReadOnlySpan<char> name, out uint positions) =>
        promoting.TryGetValue(name.Length > 0 && name[^1] == '_' && !name.EndsWith("__") ? name[..^1] : name, out positions);

    /// <summary>Whether the operator is asked to convert.</summary>
    public static bool IsCast(ReadOnlySpan<char> name) => casts.Contains(name);

    /// <summary>Whether these operands cannot stand beside each other.</summary>
    /// <param name="operands">Tensors and numbers.</param>
    /// <param name="inPlace">Whether the first one is written to: it decides alone, and a tensor without dimensions beside it is taken for a number, which TorchSharp may have made it of.</param>
    public static bool Differ(ReadOnlySpan<Operand> operands, bool inPlace)
    {
        var leading = -1;
        for (var i = 0; i < operands.Length; i++)
        {
            if (operands[i].IsNumber) continue;
            if (leading < 0 || (operands[leading].Rank == 0 && operands[i].Rank > 0 && !inPlace)) leading = i;
        }
        if (leading < 0) return false;
        var first = operands[leading];
        foreach (var operand in operands)
        {
            if (operand.IsNumber || (inPlace && operand.Rank == 0 && operand != first))
            {
                if (operand.Kind > first.Kind) return true;
                continue;
            }
            if (operand.Rank == 0 && first.Rank > 0 ? operand.Kind != first.Kind : operand.Type != first.Type) return true;
        }
        return false;
    }

    private static FrozenDictionary<string, uint> Names()
    {
        string[] binary =
        [
            "add", "sub", "subtract", "rsub", "mul", "multiply", "div", "divide", "true_divide", "floor_divide", "remainder", "fmod", "pow", "float_power",
            "atan2", "arctan2", "hypot", "copysign", "nextafter", "xlogy", "special_xlogy", "special_xlog1py", "special_zeta", "logaddexp", "logaddexp2", "gcd", "lcm", "heaviside",
            "maximum", "minimum", "max", "min", "fmax", "fmin", "clamp_min", "clamp_max",
            "eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal", "isclose",
            "logical_and", "logical_or", "logical_xor", "bitwise_and", "bitwise_or", "bitwise_xor", "bitwise_left_shift", "bitwise_right_shift",
            "__and__", "__or__", "__xor__", "__iand__", "__ior__", "__ixor__",
            "l1_loss", "mse_loss", "smooth_l1_loss", "huber_loss", "kl_div", "dist", "kron", "outer", "cosine_similarity", "copy",
        ];
        string[] lists = ["cat", "concat", "concatenate", "stack", "hstack", "vstack", "dstack", "column_stack", "block_diag"];
        var names = new Dictionary<string, uint> { ["aten::where"] = 0b110, ["aten::masked_fill"] = 0b101, ["aten::addcmul"] = Three, ["aten::addcdiv"] = Three, ["aten::clamp"] = Three };
        foreach (var name in binary) names.Add($"aten::{name}", Two);
        foreach (var name in lists) names.Add($"aten::{name}", 1);
        return names.ToFrozenDictionary();
    }
}
