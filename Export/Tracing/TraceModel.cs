using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>A place in C# source.</summary>
internal sealed record SourceLine(string File, int Line, string Method)
{
    public override string ToString() => $"{Path.GetFileName(File)}:{Line}";
}

/// <summary>How a tensor looks at its memory: what an operator that changes a tensor's shape in place changes.</summary>
internal sealed record TensorGeometry(nint Storage, long Offset, long[] Shape, long[] Strides)
{
    public static TensorGeometry Of(Tensor tensor) =>
        tensor.is_sparse ? new(0, 0, tensor.shape, []) : new(NativeTensors.StorageOf(tensor), tensor.storage_offset(), tensor.shape, tensor.stride());

    public bool Equals(TensorGeometry? other) =>
        other is not null && Storage == other.Storage && Offset == other.Offset && Shape.SequenceEqual(other.Shape) && Strides.SequenceEqual(other.Strides);

    public override int GetHashCode() => HashCode.Combine(Storage, Offset, Shape.Length);
}

/// <summary>One tensor that a trace saw, kept alive until the trace is disposed so that its address means nothing else.</summary>
/// <remarks>A tensor that an operator gives another shape in place is another one from there on.</remarks>
internal sealed class TracedTensor(int id, Tensor handle) : IDisposable
{
    private readonly List<Tensor> held = [];

    /// <summary>Position in order of first appearance.</summary>
    public int Id => id;

    /// <summary>The tensor itself; owned by the trace.</summary>
    public Tensor Handle { get; private set; } = handle;

    public TensorGeometry Geometry { get; } = TensorGeometry.Of(handle);

    /// <summary>The address of the memory that it looks at, which views share; 0 when it has none.</summary>
    public nint Storage => Geometry.Storage;

    public long[] Shape => Geometry.Shape;

    public ScalarType Type { get; } = handle.dtype;

    /// <summary>Keeps another tensor object on the same memory alive as long as this one, so that its address is not used again.</summary>
    public void Hold(Tensor other) => held.Add(other);

    /// <summary>Whether its memory is still its own, so that the address means nothing else.</summary>
    public bool HoldsItsMemory => Storage != 0 && NativeTensors.StorageOf(Handle) == Storage;

    /// <summary>Stands for the tensor as it was, now that an operator gave its object another shape. Memory that it left is not looked at.</summary>
    public void Leave()
    {
        var (_, offset, shape, strides) = Geometry;
        held.Add(Handle);
        Handle = (HoldsItsMemory ? Handle.as_strided(shape, strides, offset) : empty_strided(shape, strides, Type)).DetachFromDisposeScope();
    }

    public void Dispose()
    {
        foreach (var tensor in held) tensor.Dispose();
        Handle.Dispose();
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

    internal sealed record Complex(System.Numerics.Complex Value) : TraceArgument;

    internal sealed record Boolean(bool Value) : TraceArgument;

    internal sealed record Text(string Value) : TraceArgument;

    internal sealed record OfDevice(string Value) : TraceArgument;

    internal sealed record OfList(IReadOnlyList<TraceArgument> Items) : TraceArgument;

    /// <summary>A kind that no lowering reads (a generator, a stream); only an operator that needs it is unsupported.</summary>
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

    /// <summary>Whether libtorch ran it for a step of a backward pass.</summary>
    public bool IsOfBackward { get; init; }

    /// <summary>Whether it takes or gives a complex tensor.</summary>
    public bool IsComplex => TraceArgument.Tensors(inputs).Concat(TraceArgument.Tensors(Outputs)).Any(t => TorchTypes.IsComplex(t.Type));

    /// <summary>The modules being called, as in state_dict: <c>block1.hidden.0</c>; empty at the root.</summary>
    public string ModulePath => modulePath;

    /// <summary>Whether the operator writes into its first argument, as <c>add_</c> and <c>__iand__</c> do by their names.</summary>
    public bool WritesSelf => name.EndsWith("__", StringComparison.Ordinal) ? name.Contains("::__i", StringComparison.Ordinal) && !name.EndsWith("_item__", StringComparison.Ordinal) : name.EndsWith('_');

    /// <summary>Whether the operator writes into its last arguments, one for each result.</summary>
    public bool WritesOut => overload == "out" || overload.EndsWith("_out", StringComparison.Ordinal) || FunctionalForms.IsNamedForItsOut(Operator);

    /// <summary>The arguments that the operator writes.</summary>
    public IEnumerable<TraceArgument> WrittenInputs => WritesSelf ? inputs.Take(1) : WritesOut ? inputs.TakeLast(Outputs.Count) : [];

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

    /// <summary>Every tensor that the trace saw.</summary>
    public IReadOnlyList<TracedTensor> Tensors => tensors;

    /// <summary>How many operators were announced, those inside of others too.</summary>
    public int Announced { get; } = calls.Sum(Count);

    /// <summary>How many elements the run made, a measure of what it costs.</summary>
    public long Elements { get; } = tensors.Where(t => !state.ContainsKey(t.Id)).Sum(t => t.Shape.Aggregate(1L, (product, size) => product * size));

    /// <summary>The operators that were announced, those inside of others too.</summary>
    public IReadOnlySet<string> Operators { get; } = calls.SelectMany(Names).ToHashSet();

    private static int Count(TraceCall call) => 1 + call.Children.Sum(Count);

    private static IEnumerable<string> Names(TraceCall call) => call.Children.SelectMany(Names).Append(call.Operator);

    /// <summary>Lets go of the tensors and keeps what is known of them, and the constants: enough to be aligned with another trace.</summary>
    public void Release()
    {
        foreach (var tensor in tensors) tensor.Dispose();
    }

    public void Dispose()
    {
        Release();
        foreach (var constant in constants.Values) constant.Dispose();
    }
}
