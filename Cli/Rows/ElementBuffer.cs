using System.Globalization;
using System.Numerics;
using System.Text;
using OnnxForge.Inference;
using BFloat16 = Microsoft.ML.OnnxRuntime.BFloat16;

namespace OnnxForge.Cli;

/// <summary>Gathers the elements of one input from texts, row after row.</summary>
internal abstract class ElementBuffer
{
    /// <summary>The elements gathered.</summary>
    public abstract int Count { get; }

    /// <summary>What an element is, as a noun phrase.</summary>
    public abstract string Kind { get; }

    /// <summary>Whether a missing value can be NaN.</summary>
    public virtual bool HasNaN => false;

    /// <summary>A buffer for elements of a type.</summary>
    public static ElementBuffer For(ElementType type) => type switch
    {
        ElementType.Float32 => new NumberBuffer<float>(type),
        ElementType.Float64 => new NumberBuffer<double>(type),
        ElementType.Float16 => new NumberBuffer<Half>(type),
        ElementType.BFloat16 => new BFloat16Buffer(),
        ElementType.Int8 => new NumberBuffer<sbyte>(type),
        ElementType.Int16 => new NumberBuffer<short>(type),
        ElementType.Int32 => new NumberBuffer<int>(type),
        ElementType.Int64 => new NumberBuffer<long>(type),
        ElementType.UInt8 => new NumberBuffer<byte>(type),
        ElementType.UInt16 => new NumberBuffer<ushort>(type),
        ElementType.UInt32 => new NumberBuffer<uint>(type),
        ElementType.UInt64 => new NumberBuffer<ulong>(type),
        ElementType.Bool => new BooleanBuffer(),
        _ => new TextBuffer(),
    };

    /// <summary>Adds an element.</summary>
    /// <param name="text">The element as UTF-8, without spaces around it.</param>
    /// <param name="missingIsNaN">Whether a missing value becomes NaN, where the type has it.</param>
    public abstract CellState Add(ReadOnlySpan<byte> text, bool missingIsNaN);

    /// <summary>The gathered elements as a tensor; the buffer is empty afterwards.</summary>
    public abstract TensorData Take(long[] dims);

    /// <summary>Whether a text says that a number is missing: nothing, NA or NaN.</summary>
    protected static bool IsMissing(ReadOnlySpan<byte> text) =>
        text.IsEmpty || (text.Length <= 4 && (Ascii.EqualsIgnoreCase(text, "NA"u8) || Ascii.EqualsIgnoreCase(text, "NaN"u8) || Ascii.EqualsIgnoreCase(text, "null"u8)));

    private abstract class Listed<T> : ElementBuffer
    {
        protected List<T> Elements { get; } = [];

        public override int Count => Elements.Count;

        public override TensorData Take(long[] dims)
        {
            var tensor = TensorData.Create(Elements.ToArray(), dims);
            Elements.Clear();
            return tensor;
        }
    }

    private sealed class NumberBuffer<T>(ElementType type) : Listed<T> where T : unmanaged, INumber<T>
    {
        public override string Kind => $"a number in the range of {type.ToName()}";

        public override bool HasNaN => type is ElementType.Float32 or ElementType.Float64 or ElementType.Float16;

        public override CellState Add(ReadOnlySpan<byte> text, bool missingIsNaN)
        {
            if (T.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && T.IsFinite(value))
            {
                Elements.Add(value);
                return CellState.Taken;
            }
            if (!IsMissing(text)) return CellState.Invalid;
            if (!missingIsNaN || !HasNaN) return CellState.Missing;
            Elements.Add(T.CreateChecked(double.NaN));
            return CellState.Taken;
        }
    }

    // ONNX Runtime's type has no parser: a bfloat16 is a rounded float32.
    private sealed class BFloat16Buffer : ElementBuffer
    {
        private readonly NumberBuffer<float> numbers = new(ElementType.Float32);

        public override int Count => numbers.Count;

        public override string Kind => $"a number in the range of {ElementType.BFloat16.ToName()}";

        public override bool HasNaN => true;

        public override CellState Add(ReadOnlySpan<byte> text, bool missingIsNaN) => numbers.Add(text, missingIsNaN);

        public override TensorData Take(long[] dims) => TensorData.Create(Array.ConvertAll(numbers.Take(dims).AsSpan<float>().ToArray(), value => (BFloat16)value), dims);
    }

    private sealed class BooleanBuffer : Listed<bool>
    {
        public override string Kind => "true, false, 1 or 0";

        public override CellState Add(ReadOnlySpan<byte> text, bool missingIsNaN)
        {
            var isTrue = Ascii.EqualsIgnoreCase(text, "true"u8) || text.SequenceEqual("1"u8);
            if (!isTrue && !Ascii.EqualsIgnoreCase(text, "false"u8) && !text.SequenceEqual("0"u8)) return IsMissing(text) ? CellState.Missing : CellState.Invalid;
            Elements.Add(isTrue);
            return CellState.Taken;
        }
    }

    private sealed class TextBuffer : Listed<string>
    {
        public override string Kind => "text";

        public override CellState Add(ReadOnlySpan<byte> text, bool missingIsNaN)
        {
            Elements.Add(Encoding.UTF8.GetString(text));
            return CellState.Taken;
        }
    }
}
