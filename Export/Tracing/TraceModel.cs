using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A place in C# source.</summary>
internal sealed record SourceLine(string File, int Line, string Method)
{
    public override string ToString() => $"{Path.GetFileName(File)}:{Line}";
}

/// <summary>One tensor that a trace saw, kept alive until the trace is disposed so that its address means nothing else.</summary>
internal sealed class TracedTensor(int id, Tensor handle) : IDisposable
{
    private readonly List<Tensor> twins = [];

    /// <summary>Position in order of first appearance.</summary>
    public int Id => id;

    /// <summary>The tensor itself; owned by the trace.</summary>
    public Tensor Handle => handle;

    /// <summary>The address of the memory that it looks at, which views share; 0 when it has none.</summary>
    public nint Storage { get; private set; } = NativeTensors.StorageOf(handle);

    public long[] Shape { get; private set; } = handle.shape;

    public ScalarType Type { get; } = handle.dtype;

    /// <summary>Keeps another tensor object on the same memory alive as long as this one, so that its address is not used again.</summary>
    public void Hold(Tensor other) => twins.Add(other);

    public void Dispose()
    {
        foreach (var tensor in twins) tensor.Dispose();
        handle.Dispose();
    }

    /// <summary>Looks at the tensor again after an operator has given it as a result: it may have been resized on the way.</summary>
    public void Refresh()
    {
        Shape = handle.shape;
        Storage = NativeTensors.StorageOf(handle);
    }

    public override string ToString() => $"%{Id} {Type}[{string.Join(", ", Shape)}]";
}

/// <summary>One argument or result of an operator as libtorch passed it.</summary>
internal abstract record TraceArgument
{
    internal sealed record None : TraceArgument
    {
        public static readonly None Value = new();
    }

    internal sealed record OfTensor(TracedTensor Tensor) : TraceArgument;

    internal sealed record Integer(long Value) : TraceArgument;

    internal sealed record Real(double Value) : TraceArgument;

    internal sealed record Boolean(bool Value) : TraceArgument;

    internal sealed record Text(string Value) : TraceArgument;

    internal sealed record OfDevice(string Value) : TraceArgument;

    internal sealed record OfList(IReadOnlyList<TraceArgument> Items) : TraceArgument;

    /// <summary>A kind that no lowering reads (a generator, a complex number); only an operator that needs it is unsupported.</summary>
    internal sealed record Other(int Tag) : TraceArgument;

    /// <summary>The tensors among arguments, those in lists too.</summary>
    public static IEnumerable<TracedTensor> Tensors(IEnumerable<TraceArgument> arguments) => arguments.SelectMany(a => a switch
    {
        OfTensor tensor => [tensor.Tensor],
        OfList list => Tensors(list.Items),
        _ => [],
    });
}

/// <summary>One operator that libtorch ran, with what it ran inside.</summary>
internal sealed class TraceCall(string name, string overload, IReadOnlyList<TraceArgument> inputs, SourceLine? source, string modulePath)
{
    /// <summary>The schema's name with its overload, such as <c>aten::add.Tensor</c>, or <c>aten::relu</c> where the overload is unnamed.</summary>
    public string Operator { get; } = overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>The name without the overload.</summary>
    public string Name => name;

    public string Overload => overload;

    public IReadOnlyList<TraceArgument> Inputs => inputs;

    public IReadOnlyList<TraceArgument> Outputs { get; set; } = [];

    public List<TraceCall> Children { get; } = [];

    public SourceLine? Source => source;

    /// <summary>The modules being called, as in state_dict: <c>block1.hidden.0</c>; empty at the root.</summary>
    public string ModulePath => modulePath;

    public override string ToString() => $"{Operator} ({(Source is null ? "no C# line" : Source)})";
}

/// <summary>Everything that one run of a function did; owns its tensors.</summary>
internal sealed class Trace(IReadOnlyList<TraceCall> calls, IReadOnlyList<TracedTensor> inputs, IReadOnlyList<TracedTensor> outputs,
    IReadOnlyDictionary<int, string> state, IReadOnlyDictionary<int, Tensor> constants, IReadOnlyList<TracedTensor> tensors) : IDisposable
{
    /// <summary>The outermost operators in the order they ran.</summary>
    public IReadOnlyList<TraceCall> Calls => calls;

    public IReadOnlyList<TracedTensor> Inputs => inputs;

    public IReadOnlyList<TracedTensor> Outputs => outputs;

    /// <summary>Parameters and buffers by tensor id: the name as in state_dict (the first one of a tied weight).</summary>
    public IReadOnlyDictionary<int, string> State => state;

    /// <summary>Tensors that no traced operator produced, with their value when they were first seen.</summary>
    public IReadOnlyDictionary<int, Tensor> Constants => constants;

    public void Dispose()
    {
        foreach (var tensor in tensors) tensor.Dispose();
        foreach (var constant in constants.Values) constant.Dispose();
    }
}
