using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Where a tensor of the aligned trace comes from.</summary>
internal enum TensorOrigin { Input, State, Constant, Sizes, Result }

/// <summary>One tensor of the program, the same in every trace of it.</summary>
internal sealed class ProgramTensor(int id, TensorOrigin origin, string? name, ScalarType type, IReadOnlyList<Dimension?> shape, nint storage)
{
    public int Id => id;

    public TensorOrigin Origin => origin;

    /// <summary>The input's or the parameter's name; null for others.</summary>
    public string? Name => name;

    public ScalarType Type => type;

    /// <summary>Sizes in terms of the dynamic dimensions; null where no expression fits all traces.</summary>
    public IReadOnlyList<Dimension?> Shape => shape;

    public bool IsComplex => TorchTypes.IsComplex(type);

    /// <summary>The shape of its value in the graph: a complex number is two real ones in a last dimension. Null where a size is not known.</summary>
    public IReadOnlyList<Dimension>? ValueShape => shape.Any(d => d is null) ? null : [.. shape.Select(d => d!), .. IsComplex ? [Dimension.Of(2)] : Array.Empty<Dimension>()];

    /// <summary>The memory that it looks at, in the first trace; tensors with the same one are views of each other.</summary>
    public nint Storage => storage;

    /// <summary>The tensor as the first trace saw it; owned by that trace. Its values are an example, its kind is exact.</summary>
    public required Tensor Sample { get; init; }

    /// <summary>The value of a constant or of a parameter; owned by the first trace.</summary>
    public Tensor? Value { get; init; }

    /// <summary>The elements, in row-major order, of a tensor of numbers that follow from sizes; null for others.</summary>
    public IReadOnlyList<SizeReal>? Sizes { get; init; }
}

/// <summary>One argument or result of a call, the same in every trace up to the dynamic dimensions.</summary>
internal abstract record Argument
{
    internal sealed record None : Argument
    {
        public static readonly None Value = new();
    }

    internal sealed record OfTensor(ProgramTensor Tensor) : Argument;

    internal sealed record Integer(Dimension Value) : Argument;

    internal sealed record Real(SizeReal Value) : Argument;

    internal sealed record Complex(System.Numerics.Complex Value) : Argument;

    internal sealed record Boolean(bool Value) : Argument;

    internal sealed record Text(string Value) : Argument;

    internal sealed record OfDevice(string Value) : Argument;

    internal sealed record OfList(IReadOnlyList<Argument> Items) : Argument;

    internal sealed record Other(int Tag) : Argument;
}

/// <summary>One operator of the program.</summary>
internal sealed record OperatorCall(TraceCall Traced, IReadOnlyList<Argument> Inputs, IReadOnlyList<Argument> Outputs)
{
    public string Operator => Traced.Operator;

    /// <summary>Its place among the program's calls, from 0.</summary>
    public int Position { get; init; }

    /// <summary>What the operator writes in place: the tensor before, and after, which is another one where its shape changed.</summary>
    public IEnumerable<(ProgramTensor Before, ProgramTensor After)> Written => WrittenInputs.Zip(Outputs)
        .Where(p => p is { First: Argument.OfTensor, Second: Argument.OfTensor }).Select(p => (((Argument.OfTensor)p.First).Tensor, ((Argument.OfTensor)p.Second).Tensor));

    public bool WritesInPlace => Traced.WritesSelf || Traced.WritesOut;

    /// <summary>Whether the operator gives its first argument another shape in place, as <c>transpose_</c> does: a view under the same name.</summary>
    public bool ReshapesSelf => Traced.WritesSelf && Written.Any(w => w.Before != w.After);

    /// <summary>The arguments that the operator reads; those that it only writes into (<c>out</c>) are left out.</summary>
    public IReadOnlyList<Argument> ReadInputs => Traced.WritesOut ? [.. Inputs.SkipLast(Outputs.Count)] : Inputs;

    private IEnumerable<Argument> WrittenInputs => Traced.WritesSelf ? Inputs.Take(1) : Traced.WritesOut ? Inputs.TakeLast(Outputs.Count) : [];

    public NodeOrigin Origin => new(Operator, Traced.ModulePath, Traced.Source?.File, Traced.Source?.Line ?? 0);

    /// <summary>"<c>aten::view</c> at <c>Model.cs:12</c> (module block1)", for error texts.</summary>
    public string Where => $"{Operator}{(Traced.Source is null ? "" : $" at {Traced.Source}")}{(Traced.ModulePath.Length > 0 ? $" (module {Traced.ModulePath})" : "")}";

    public IEnumerable<ProgramTensor> InputTensors => Tensors(Inputs);

    public IEnumerable<ProgramTensor> OutputTensors => Tensors(Outputs);

    private static IEnumerable<ProgramTensor> Tensors(IEnumerable<Argument> arguments) => arguments.SelectMany(a => a switch
    {
        Argument.OfTensor tensor => [tensor.Tensor],
        Argument.OfList list => Tensors(list.Items),
        _ => [],
    });
}

/// <summary>A traced function in terms of its dynamic dimensions.</summary>
internal sealed record TracedProgram(IReadOnlyList<ProgramTensor> Inputs, IReadOnlyList<ProgramTensor> Outputs, IReadOnlyList<OperatorCall> Calls);
