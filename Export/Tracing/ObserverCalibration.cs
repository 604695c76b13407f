using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Finds libtorch's private layout by running operators whose arguments are known and searching for them, once per process.</summary>
internal static unsafe class ObserverCalibration
{
    /// <summary>What this was written for; another layout is an error, never a guess.</summary>
    public const string SupportedVersions = "2.10";

    private static readonly Lazy<RecordFunctionLayout> Found = new(Calibrate);

    /// <exception cref="PlatformNotSupportedException">This libtorch is laid out differently.</exception>
    public static RecordFunctionLayout Layout => Found.Value;

    private static RecordFunctionLayout Calibrate()
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var a = ones(2, 3);
        var b = ones(2, 3);
        var layout = FindOffsets(a, b);
        layout = layout with { IntegerTag = Tag(layout, "aten::transpose", 1, () => a.transpose(0, 1)) };
        layout = FindListTags(layout, a);
        layout = layout with { DeviceTag = Tag(layout, "aten::empty", 3, () => empty([2, 3], device: CPU)) };
        layout = FindComplexTag(layout, a);
        return FindStrings(layout, a, b);
    }

    private static RecordFunctionLayout FindOffsets(Tensor a, Tensor b)
    {
        nint first = *(nint*)a.Handle, second = *(nint*)b.Handle;
        int inputs = -1, realTag = -1, tensorTag = -1;
        var outputs = new List<(int Offset, nint Tensor)>();
        var sum = Probe("aten::add", () => a.add(b, alpha: 2.5), started: function =>
        {
            long count = (long)LibTorchSymbols.InputCount(function);
            inputs = Search(function, 0, at => *(long*)(at + 8) == count && Plausible(*(nint*)at) && **(nint**)at == first && *(nint*)(*(nint*)at + 16) == second);
            if (inputs < 0) return;
            nint values = *(nint*)(function + inputs);
            tensorTag = *(int*)(values + 8);
            if (BitConverter.Int64BitsToDouble(*(long*)(values + 32)) == 2.5) realTag = *(int*)(values + 40);
        }, ended: function =>
        {
            if (inputs < 0) return;
            // a vector of one tensor; which tensor is known only when the call has returned
            for (int at = inputs + 16; at < SearchedBytes; at += 8)
            {
                nint begin = *(nint*)(function + at), end = *(nint*)(function + at + 8);
                if (end - begin == IValueReader.ValueSize && Plausible(begin) && *(int*)(begin + 8) == tensorTag) outputs.Add((at, *(nint*)begin));
            }
        });
        nint result = *(nint*)sum.Handle;
        int outputsAt = outputs.Where(o => o.Tensor == result).Select(o => o.Offset).DefaultIfEmpty(-1).First();
        if (inputs < 0 || realTag < 0 || outputsAt < 0) throw Unknown("an operator's arguments");
        return new RecordFunctionLayout { InputsOffset = inputs, OutputsOffset = outputsAt, TensorTag = tensorTag, RealTag = realTag, NoneTag = 0 };
    }

    // sum(self, dim: [0, 1], keepdim: true, dtype: none)
    private static RecordFunctionLayout FindListTags(RecordFunctionLayout layout, Tensor a)
    {
        int list = -1, boolean = -1, none = -1;
        bool right = false;
        Probe("aten::sum", () => a.sum([0, 1], keepdim: true), started: function =>
        {
            nint values = *(nint*)(function + layout.InputsOffset);
            (list, boolean, none) = (*(int*)(values + 24), *(int*)(values + 40), *(int*)(values + 56));
            nint items = *(nint*)(*(nint*)(values + 16) + 16), end = *(nint*)(*(nint*)(values + 16) + 24);
            right = end - items == 2 * IValueReader.ValueSize && *(long*)items == 0 && *(long*)(items + 16) == 1
                && *(int*)(items + 8) == layout.IntegerTag && *(byte*)(values + 32) == 1;
        });
        if (!right) throw Unknown("a list of integers");
        return layout with { ListTag = list, BooleanTag = boolean, NoneTag = none };
    }

    // mul(self, other: 1.5 - 2.5i)
    private static RecordFunctionLayout FindComplexTag(RecordFunctionLayout layout, Tensor a)
    {
        var number = new System.Numerics.Complex(1.5, -2.5);
        int tag = -1;
        bool right = false;
        Probe("aten::mul", () => a.mul(number), started: function =>
        {
            nint value = *(nint*)(function + layout.InputsOffset) + IValueReader.ValueSize;
            tag = *(int*)(value + 8);
            right = Plausible(*(nint*)value) && *(System.Numerics.Complex*)(*(nint*)value + IValueReader.ComplexParts) == number;
        });
        return right ? layout with { ComplexTag = tag } : throw Unknown("a complex number");
    }

    // div(self, other, rounding_mode: "trunc")
    private static RecordFunctionLayout FindStrings(RecordFunctionLayout layout, Tensor a, Tensor b)
    {
        int tag = -1;
        bool? microsoft = null;
        Probe("aten::div", () => a.div(b, RoundingMode.trunc), started: function =>
        {
            nint values = *(nint*)(function + layout.InputsOffset);
            tag = *(int*)(values + 40);
            nint text = *(nint*)(values + 32) + 16;
            if (new ReadOnlySpan<byte>((void*)text, 5).SequenceEqual("trunc"u8)) microsoft = true;
            else if (Plausible(*(nint*)text) && *(long*)(text + 8) == 5 && new ReadOnlySpan<byte>(*(void**)text, 5).SequenceEqual("trunc"u8)) microsoft = false;
        });
        return layout with { TextTag = tag, MicrosoftStrings = microsoft ?? throw Unknown("a string") };
    }

    private static int Tag(RecordFunctionLayout layout, string name, int argument, Func<Tensor> call)
    {
        int tag = -1;
        Probe(name, call, started: function => tag = *(int*)(*(nint*)(function + layout.InputsOffset) + IValueReader.ValueSize * argument + 8));
        return tag >= 0 ? tag : throw Unknown($"argument {argument} of {name}");
    }

    private const int SearchedBytes = 700;

    private static int Search(nint function, int from, Func<nint, bool> matches)
    {
        for (int at = from; at < SearchedBytes; at += 8)
            if (matches(function + at)) return at;
        return -1;
    }

    private static bool Plausible(nint pointer) => pointer > 0x10000 && (pointer & 7) == 0;

    private static Tensor Probe(string name, Func<Tensor> call, Action<nint> started, Action<nint>? ended = null)
    {
        Tensor? result = null;
        OperatorObserver.Observe(new ProbeSink(name, started, ended), () => result = call());
        return result!;
    }

    private static PlatformNotSupportedException Unknown(string what) =>
        new($"Tracing: expected the observer layout of libtorch {SupportedVersions}; {what} could not be found in libtorch {torch.__version__}. Use the TorchSharp version that this version of OnnxForge names.");

    private sealed class ProbeSink(string name, Action<nint> started, Action<nint>? ended) : IOperatorSink
    {
        private bool startSeen, endSeen;

        public void Started(nint recordFunction)
        {
            if (startSeen || IValueReader.Utf8(LibTorchSymbols.Name(recordFunction)) != name) return;
            startSeen = true;
            started(recordFunction);
        }

        public void Ended(nint recordFunction)
        {
            if (endSeen || ended is null || IValueReader.Utf8(LibTorchSymbols.Name(recordFunction)) != name) return;
            endSeen = true;
            ended(recordFunction);
        }
    }
}
