namespace OnnxForge.Export;

/// <summary>Several traces of one function, at other sizes and on other data, become one program in terms of its dynamic dimensions.</summary>
internal sealed class TraceAligner
{
    private readonly IReadOnlyList<Trace> traces;
    private readonly IReadOnlyList<SizeAssignment> sizes;
    private readonly IReadOnlyList<Dictionary<int, ProgramTensor>> known;
    private readonly string[] inputNames;
    private readonly SizeFitter integers;
    private readonly RealFitter reals;
    private readonly HashSet<ProgramTensor> ranksDiffer = [];
    private int count;

    private TraceAligner(IReadOnlyList<Trace> traces, IReadOnlyList<SizeAssignment> sizes, IReadOnlyList<string> inputNames)
    {
        (this.traces, this.sizes, this.inputNames) = (traces, sizes, [.. inputNames]);
        known = [.. traces.Select(_ => new Dictionary<int, ProgramTensor>())];
        integers = new SizeFitter(sizes);
        reals = new RealFitter(integers);
    }

    /// <param name="traces">The traces; the first one's tensors stand for the program's.</param>
    /// <param name="sizes">The sizes that each trace ran at.</param>
    /// <param name="isLeaf">Whether a call is translated as it is; otherwise it is replaced by what it ran inside.</param>
    /// <param name="inputNames">A name for each input.</param>
    /// <exception cref="TraceException">The traces differ in more than sizes: the function branches on its size or on its data.</exception>
    public static TracedProgram Align(IReadOnlyList<Trace> traces, IReadOnlyList<SizeAssignment> sizes, Func<TraceCall, bool> isLeaf, IReadOnlyList<string> inputNames)
    {
        var aligner = new TraceAligner(traces, sizes, inputNames);
        var leaves = traces.Select(t => LeafCalls.Of(t.Calls, isLeaf)).ToList();
        WholeSlices.Restore(leaves);
        aligner.CheckSameOperators(leaves);
        aligner.DeclareInputs();
        var calls = new List<OperatorCall>();
        for (int i = 0; i < leaves[0].Count; i++) calls.Add(aligner.Align([.. leaves.Select(l => l[i])]) with { Position = i });
        if (traces.Any(t => t.Outputs.Count != traces[0].Outputs.Count))
            throw new TraceException("The function's result", "as many tensors at every size", string.Join(" and ", traces.Select(t => t.Outputs.Count).Distinct()), "Return the same number of tensors for every input.");
        var outputs = Enumerable.Range(0, traces[0].Outputs.Count).Select(o => aligner.Use([.. traces.Select(t => t.Outputs[o])], "The function's result")).ToList();
        return new TracedProgram([.. traces[0].Inputs.Select(t => aligner.known[0][t.Id])], outputs, calls);
    }

    private void CheckSameOperators(List<List<TraceCall>> leaves)
    {
        for (int t = 1; t < leaves.Count; t++)
        {
            int shared = Math.Min(leaves[0].Count, leaves[t].Count);
            int differs = Enumerable.Range(0, shared).FirstOrDefault(i => leaves[0][i].Operator != leaves[t][i].Operator, leaves[0].Count == leaves[t].Count ? -1 : shared);
            if (differs < 0) continue;
            var first = leaves[0].ElementAtOrDefault(differs);
            var other = leaves[t].ElementAtOrDefault(differs);
            if ((StepsOf(traces[0], first) ?? StepsOf(traces[t], other)) is { } layer)
                throw new TraceException($"{layer}", $"as many steps at every size where the function takes its gradient, as in the trace at {sizes[0]}", $"other steps in the trace at {sizes[t]}",
                    "The gradient of a recurrent layer is written out step by step, and a graph has a fixed number of nodes: make the dimension of time fixed.");
            throw new TraceException($"Operator {differs + 1} of the function", $"{first?.ToString() ?? "its end"} as in the trace at {sizes[0]}",
                $"{other?.ToString() ?? "its end"} in the trace at {sizes[t]}",
                sizes[t].ToString() == sizes[0].ToString()
                    ? "The two runs differ in their data only: the function branches on a tensor's values. Use torch.where instead."
                    : "The function branches on its input's size or on a tensor's values. Make that dimension fixed, or use torch.where instead of the branch.");
        }
    }

    // the recurrent layer that runs a call inside
    private static TraceCall? StepsOf(Trace trace, TraceCall? step)
    {
        static IEnumerable<TraceCall> Inside(TraceCall call) => call.Children.SelectMany(child => Inside(child).Prepend(child));
        return step is null ? null : trace.Calls.SelectMany(call => Inside(call).Prepend(call)).FirstOrDefault(call => RecurrentLowerings.IsLayer(call.Name) && Inside(call).Contains(step));
    }

    private void DeclareInputs()
    {
        for (int i = 0; i < inputNames.Length; i++) Declare([.. traces.Select(t => t.Inputs[i])], TensorOrigin.Input, inputNames[i]);
    }

    private OperatorCall Align(IReadOnlyList<TraceCall> calls)
    {
        var draft = new OperatorCall(calls[0], [], []);
        var inputs = AlignAll([.. calls.Select(c => c.Inputs)], draft.Where, result: false);
        var outputs = AlignAll([.. calls.Select(c => c.Outputs)], draft.Where, result: true);
        return new OperatorCall(calls[0], inputs, outputs);
    }

    private List<Argument> AlignAll(IReadOnlyList<IReadOnlyList<TraceArgument>> lists, string where, bool result)
    {
        if (lists.Any(l => l.Count != lists[0].Count))
            throw new TraceException(where, "a list of the same length in every trace", string.Join(" and ", lists.Select(l => l.Count).Distinct()), "Make the number of tensors independent of the input's size and data.");
        return [.. Enumerable.Range(0, lists[0].Count).Select(i => AlignOne([.. lists.Select(l => l[i])], where, result))];
    }

    private Argument AlignOne(IReadOnlyList<TraceArgument> values, string where, bool result)
    {
        if (values.Any(v => v.GetType() != values[0].GetType()))
            throw new TraceException(where, "an argument of one kind in every trace", string.Join(" and ", values.Select(v => v.GetType().Name).Distinct()), "Do not choose arguments by the input's size or data.");
        return values[0] switch
        {
            TraceArgument.OfTensor when result => new Argument.OfTensor(Produce([.. values.Select(v => ((TraceArgument.OfTensor)v).Tensor)])),
            TraceArgument.OfTensor => new Argument.OfTensor(Use([.. values.Select(v => ((TraceArgument.OfTensor)v).Tensor)], where)),
            TraceArgument.OfList => new Argument.OfList(AlignAll([.. values.Select(v => ((TraceArgument.OfList)v).Items)], where, result)),
            TraceArgument.Real => new Argument.Real(Real([.. values.Select(v => ((TraceArgument.Real)v).Value)], where)),
            TraceArgument.Integer => Integer([.. values.Select(v => ((TraceArgument.Integer)v).Value)], where),
            TraceArgument.None => Argument.None.Value,
            TraceArgument.Other other => new Argument.Other(other.Tag),
            var first when values.Any(v => v != first) => throw new TraceException(where, $"the same argument in every trace, as {Text(first)} at {sizes[0]}",
                string.Join(", ", values.Where(v => v != first).Select(Text).Distinct()), "The value depends on the input's size or was read from a tensor; compute it with tensor operators."),
            TraceArgument.Complex complex => new Argument.Complex(complex.Value),
            TraceArgument.Boolean boolean => new Argument.Boolean(boolean.Value),
            TraceArgument.Text text => new Argument.Text(text.Value),
            TraceArgument.OfDevice device => new Argument.OfDevice(device.Value),
            var other => throw new InvalidOperationException($"unknown trace argument {other}"),
        };
    }

    private static string Text(TraceArgument argument) => argument switch
    {
        TraceArgument.Boolean boolean => boolean.Value ? "true" : "false",
        TraceArgument.Text text => $"'{text.Value}'",
        TraceArgument.OfDevice device => device.Value,
        _ => argument.ToString(),
    };

    private Argument.Integer Integer(IReadOnlyList<long> values, string where)
    {
        CheckFollowsSizes(values, where, "an integer");
        return new Argument.Integer(integers.Fit(values) ?? throw new TraceException(where, "an integer that is an expression of the dynamic dimensions", AtSizes(values),
            "Make the dimension that it depends on fixed, or compute the value from sizes by +, -, *, whole division, Math.Min and Math.Max."));
    }

    private SizeReal Real(IReadOnlyList<double> values, string where)
    {
        CheckFollowsSizes(values, where, "a number");
        return reals.Fit(values) ?? throw new TraceException(where, "a number that is a power or logarithm of the dynamic dimensions", AtSizes(values),
            "Make the dimension that it depends on fixed, or compute the value with tensor operators.");
    }

    private void CheckFollowsSizes<T>(IReadOnlyList<T> values, string where, string what) where T : IEquatable<T>
    {
        for (int t = 1; t < values.Count; t++)
            if (!values[t].Equals(values[0]) && sizes[t].ToString() == sizes[0].ToString())
                throw new TraceException(where, $"{what} that depends on sizes alone, as {values[0]}", $"{values[t]} on other data of the same sizes", "The value was read from a tensor; compute it with tensor operators.");
    }

    private string AtSizes<T>(IReadOnlyList<T> values) => string.Join(", ", values.Zip(sizes, (value, size) => $"{value} at {size}").Distinct());

    private ProgramTensor Use(IReadOnlyList<TracedTensor> tensors, string where)
    {
        var found = tensors.Select((t, i) => known[i].GetValueOrDefault(t.Id)).ToList();
        if (found.All(f => f is not null && ReferenceEquals(f, found[0])))
        {
            if (!ranksDiffer.Contains(found[0]!)) return found[0]!;
            throw new TraceException(where, "a tensor of the same rank in every trace", string.Join(" and ", tensors.Select(t => t.Shape.Length).Distinct()), "Do not add or drop dimensions by the input's size or data.");
        }
        if (found.Any(f => f is not null)) throw new TraceException(where, "the same tensor as argument in every trace", "different ones", "Do not choose tensors by the input's size or data.");
        if (traces[0].State.TryGetValue(tensors[0].Id, out var name)) return Declare(tensors, TensorOrigin.State, name);
        if (!tensors.Select((t, i) => traces[i].Constants.ContainsKey(t.Id)).All(is_constant => is_constant))
            throw new TraceException(where, "arguments that the traced operators produced", $"{tensors[0]}, which an operator made inside of itself", "Report the operator; it needs a lowering of its own.");
        if (FirstDifferent(tensors) is not { } different) return Declare(tensors, TensorOrigin.Constant, null);
        if (SizesIn(tensors) is { } expressions) return Declare(tensors, TensorOrigin.Sizes, null, expressions);
        throw new TraceException(where, "a constant with the same value in every trace", $"{tensors[0]} at {sizes[0]} and {tensors[different]} at {sizes[different]} with other values",
            "It was made from a value or size outside of the tensor operators; make it with them (torch.arange, torch.full, ...), or hold it in a buffer.");
    }

    // the first trace whose constant differs from the first one's
    private int? FirstDifferent(IReadOnlyList<TracedTensor> tensors)
    {
        var first = traces[0].Constants[tensors[0].Id];
        for (int i = 1; i < tensors.Count; i++)
        {
            var other = traces[i].Constants[tensors[i].Id];
            if (first.dtype != other.dtype || !first.shape.SequenceEqual(other.shape) || !TensorBytes.Equal(first, other)) return i;
        }
        return null;
    }

    // A few numbers made outside of the operators, as a traced script makes tensors of sizes: expressions of the dynamic dimensions.
    private List<SizeReal>? SizesIn(IReadOnlyList<TracedTensor> tensors)
    {
        const int most = 16;
        var values = tensors.Select((t, i) => traces[i].Constants[t.Id]).ToList();
        if (values[0].dtype == TorchSharp.torch.ScalarType.Bool || values[0].is_complex() || values.Any(v => v.dtype != values[0].dtype || v.numel() > most || !v.shape.SequenceEqual(values[0].shape))) return null;
        var numbers = values.Select(Numbers).ToList();
        var found = Enumerable.Range(0, numbers[0].Length).Select(i => values[0].is_floating_point() ? reals.Fit([.. numbers.Select(n => n[i])]) : Whole([.. numbers.Select(n => (long)n[i])])).ToList();
        return found.All(f => f is not null) ? [.. found.Select(f => f!)] : null;
    }

    private static double[] Numbers(TorchSharp.torch.Tensor tensor)
    {
        using var doubles = tensor.to(TorchSharp.torch.ScalarType.Float64);
        return doubles.numel() == 0 ? [] : doubles.data<double>().ToArray();
    }

    private SizeReal? Whole(IReadOnlyList<long> values) =>
        integers.Fit(values) is not { } size ? null : size.TryGetConstant(out long constant) ? SizeReal.Of(constant) : new SizeReal(1, [new SizeFunction(size, 1)]);

    // What a call returns is new, unless it is one of the tensors known already: written in place, or handed through.
    private ProgramTensor Produce(IReadOnlyList<TracedTensor> tensors)
    {
        var found = tensors.Select((t, i) => known[i].GetValueOrDefault(t.Id)).ToList();
        if (found[0] is not null && found.All(f => ReferenceEquals(f, found[0]))) return found[0]!;
        return Declare(tensors, TensorOrigin.Result, null);
    }

    private ProgramTensor Declare(IReadOnlyList<TracedTensor> tensors, TensorOrigin origin, string? name, IReadOnlyList<SizeReal>? expressions = null)
    {
        var first = tensors[0];
        bool sameRank = tensors.All(t => t.Shape.Length == first.Shape.Length);
        var shape = Enumerable.Range(0, first.Shape.Length).Select(d => sameRank ? integers.Fit([.. tensors.Select(t => t.Shape[d])]) : null).ToList();
        var value = origin switch
        {
            TensorOrigin.State => first.Handle,
            TensorOrigin.Constant => traces[0].Constants[first.Id],
            _ => (TorchSharp.torch.Tensor?)null,
        };
        var tensor = new ProgramTensor(count++, origin, name, first.Type, shape, first.Storage) { Sample = first.Handle, Value = value, Sizes = expressions };
        if (!sameRank) ranksDiffer.Add(tensor); // no harm where nothing uses it, as the residuals of lstsq, which are empty for some data
        for (int i = 0; i < tensors.Count; i++) known[i][tensors[i].Id] = tensor;
        return tensor;
    }
}
