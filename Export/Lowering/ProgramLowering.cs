namespace OnnxForge.Export;

/// <summary>The graph's value of one result of a call; of a call that writes in place, what it wrote.</summary>
internal sealed record CallResult(OperatorCall Call, int Output, Value Value);

/// <summary>A graph, and which of its values stands for which result of the program.</summary>
internal sealed record LoweredProgram(Graph Graph, IReadOnlyList<CallResult> Results);

/// <summary>Turns a traced program into a graph, call by call.</summary>
internal sealed class ProgramLowering
{
    private readonly GraphBuilder builder;
    private readonly LoweringTable table;
    private readonly TensorValues values;
    private readonly List<UnsupportedOperator> unsupported = [];
    private readonly List<CallResult> results = [];
    private readonly HashSet<ProgramTensor> dataDependent = [];
    private readonly HashSet<nint> dataMemory = [];

    private ProgramLowering(GraphBuilder builder, LoweringTable table)
    {
        (this.builder, this.table) = (builder, table);
        values = new TensorValues(Again, ContextOf, AddConstant);
    }

    /// <param name="program">The program; its inputs in the order of <paramref name="inputs"/>.</param>
    /// <param name="table">The lowerings for <paramref name="opset"/>.</param>
    /// <param name="opset">The opset of the nodes.</param>
    /// <param name="graphName">The name of the graph.</param>
    /// <param name="inputs">Names, dynamic dimensions and vocabularies.</param>
    /// <param name="outputNames">A name for each output.</param>
    /// <exception cref="UnsupportedOperatorException">Some calls have no ONNX form; all of them are listed.</exception>
    public static LoweredProgram Lower(TracedProgram program, LoweringTable table, int opset, string graphName, IReadOnlyList<InputSpec> inputs, IReadOnlyList<string> outputNames)
    {
        var lowering = new ProgramLowering(new GraphBuilder(new Graph(graphName), opset), table);
        for (int i = 0; i < inputs.Count; i++) lowering.AddInput(program.Inputs[i], inputs[i]);
        foreach (var call in program.Calls) lowering.Lower(call);
        lowering.ThrowUnsupported();
        lowering.AddOutputs(program.Outputs, outputNames);
        lowering.ThrowUnsupported();
        return new LoweredProgram(lowering.builder.Graph, lowering.results);
    }

    private void AddInput(ProgramTensor tensor, InputSpec spec)
    {
        // at every traced size an input's dimension is its own, so its expression is a name or a number
        var shape = tensor.Shape.Select(d => d!).ToList();
        dataDependent.Add(tensor);
        var input = builder.Graph.AddInput(spec.Name, spec.Vocabulary is null ? TorchTypes.ToDataType(tensor.Type) : DataType.String, shape);
        for (int axis = 0; axis < shape.Count; axis++)
            if (shape[axis].IsSymbol(out var symbol)) builder.DefineSize(symbol, input, axis);
        values.Set(tensor, spec.Vocabulary is { } vocabulary ? TextLookup.Append(builder.Graph, input, vocabulary) : input);
    }

    private void Lower(OperatorCall call)
    {
        bool followsData = call.InputTensors.Any(t => dataDependent.Contains(t) || (t.Storage != 0 && dataMemory.Contains(t.Storage)));
        if (followsData)
        {
            dataDependent.UnionWith(call.OutputTensors);
            dataMemory.UnionWith(call.OutputTensors.Select(t => t.Storage)); // a view's base follows what is written into the view
        }
        // what reads sizes or constants into the running code has left its traces in later arguments, and no value in the graph
        if (!followsData && !call.WritesInPlace && !call.OutputTensors.Any()) return;
        if (table.Find(call.Traced) is not { } rule)
        {
            Fail(call, OperatorReasons.For(call.Operator.Replace("aten::", "", StringComparison.Ordinal))?.Text ?? Lacking(call.Traced));
            return;
        }
        try { Bind(call, Apply(rule, call)); }
        catch (LoweringRefusedException) when (unsupported.Count > 0 && call.InputTensors.Any(values.IsMissing)) { Poison(call); } // because of an operator that is reported already
        catch (LoweringRefusedException e) { Fail(call, e.Message); }
    }

    private string Lacking(TraceCall call)
    {
        var missing = string.Join(", ", table.MissingInside(call));
        var lacking = call.IsComplex ? "it has no lowering for complex numbers" : "it has no lowering";
        return missing.Length == 0 ? $"{lacking}, and runs no operators inside that could stand for it" : $"{lacking}, nor have the operators inside of it: {missing}";
    }

    // a view's call once more, on the values as they are now or on others
    private Value Again(OperatorCall call, int output, Func<ProgramTensor, Value> valueOf) => table.Find(call.Traced)!(ContextOf(call, valueOf))[output];

    private LoweringContext ContextOf(OperatorCall call) => ContextOf(call, values.Get);

    private LoweringContext ContextOf(OperatorCall call, Func<ProgramTensor, Value> valueOf, bool widensHalfPrecision = false) =>
        new(call with { Inputs = call.ReadInputs }, table.RowOf(call.Traced) ?? call.Operator, builder, valueOf, widensHalfPrecision);

    // the nodes of the first try stay without a use, and a pass sweeps them up
    private IReadOnlyList<Value> Apply(LoweringRule rule, OperatorCall call)
    {
        var context = ContextOf(call);
        var results = rule(context);
        return context.RoundsHalfPrecisionAgain ? rule(ContextOf(call, values.Get, widensHalfPrecision: true)) : results;
    }

    private void Bind(OperatorCall call, IReadOnlyList<Value> lowered)
    {
        if (call.WritesInPlace && !call.ReshapesSelf)
        {
            foreach (var (((before, after), result), i) in call.Written.Zip(lowered).Select((pair, i) => (pair, i)))
            {
                var value = Typed(call, after, result);
                values.Write(before, after, value);
                results.Add(new CallResult(call, i, value));
            }
            return;
        }
        // results beyond what the rule gives exist in libtorch only (running statistics, reserves); using one is an error
        foreach (var (output, i) in call.OutputTensors.Select((o, i) => (o, i)))
        {
            var value = i < lowered.Count ? Typed(call, output, lowered[i]) : null;
            values.Produce(call, output, i, value);
            if (value is not null) results.Add(new CallResult(call, i, value));
        }
    }

    private Value Typed(OperatorCall call, ProgramTensor output, Value value)
    {
        var expected = TorchTypes.ToDataType(output.Type);
        bool narrows = value.Type == DataType.Float && expected is DataType.Float16 or DataType.BFloat16;
        if ((call.WritesInPlace || narrows) && value.Type != expected) // the written tensor keeps its type
            value = builder.Graph.AddNode("Cast", [value], [(expected, null)], [new IntAttribute("to", (long)expected)], origin: call.Origin).Outputs[0];
        if (value.Type != expected)
            throw new InvalidOperationException($"the lowering of {call.Where} gives {DataTypes.NameOf(value.Type)}; the operator gives {DataTypes.NameOf(expected)}");
        value.Shape ??= output.ValueShape;
        return value;
    }

    private Value AddConstant(ProgramTensor tensor)
    {
        if (tensor.Sizes is not { } sizes) return builder.Graph.AddConstant(tensor.Name, TorchTypes.ToConstant(tensor.Value!));
        var parts = sizes.Select(number => number switch
        {
            { Factor: 1, Offset: 0, Functions: [{ Power: 1, IsLogarithm: false } whole] } => builder.SizeVector([whole.Size], null),
            _ => builder.Real(number, null),
        }).Select(part => Converted(part, TorchTypes.ToDataType(tensor.Type))).ToList();
        var vector = parts.Count == 1 ? parts[0] : builder.Graph.AddNode("Concat", parts, [(parts[0].Type, [Dimension.Of(parts.Count)])], [new IntAttribute("axis", 0)]).Outputs[0];
        if (tensor.Shape.Count == 1) return vector;
        return builder.Graph.AddNode("Reshape", [vector, builder.SizeVector([.. tensor.Shape.Select(d => d!)], null)], [(vector.Type, [.. tensor.Shape.Select(d => d!)])]).Outputs[0];
    }

    private Value Converted(Value value, DataType type) =>
        value.Type == type ? value : builder.Graph.AddNode("Cast", [value], [(type, value.Shape)], [new IntAttribute("to", (long)type)]).Outputs[0];

    private void AddOutputs(IReadOnlyList<ProgramTensor> outputs, IReadOnlyList<string> names)
    {
        for (int i = 0; i < outputs.Count; i++)
        {
            if (values.IsMissing(outputs[i]))
            {
                unsupported.Add(new UnsupportedOperator("output", null, "", $"output {i} is a result that has no ONNX form"));
                continue;
            }
            if (outputs[i].IsComplex)
                throw new ExportException($"Output '{names[i]}'", "a real tensor", $"{outputs[i].Type}", "Return view_as_real of it: ONNX Runtime has no complex tensors.");
            if (ValueOf(outputs[i], i) is not { } value) continue;
            // an input, a constant and an output that stands twice need a node of their own to carry the name
            if (value.Producer is null || builder.Graph.Outputs.Contains(value))
                value = builder.Graph.AddNode("Identity", [value], [(value.Type, value.Shape)]).Outputs[0];
            value.Shape ??= OpenShape(outputs[i], names[i]);
            builder.Graph.Outputs.Add(value);
        }
        foreach (var (value, name) in builder.Graph.Outputs.Zip(names)) builder.Graph.Rename(value, name);
    }

    private Value? ValueOf(ProgramTensor output, int position)
    {
        try { return values.Get(output); }
        catch (LoweringRefusedException e)
        {
            unsupported.Add(new UnsupportedOperator("output", null, "", $"output {position}: {e.Message}"));
            return null;
        }
    }

    // a size that depends on the data has a name of its own in the file
    private static IReadOnlyList<Dimension> OpenShape(ProgramTensor output, string name)
    {
        var plain = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
        return [.. output.Shape.Select((size, axis) => size ?? Dimension.Symbol($"size_{plain}_{axis}"))];
    }

    private void Fail(OperatorCall call, string reason)
    {
        var entry = new UnsupportedOperator(call.Operator, call.Traced.Source?.ToString(), call.Traced.ModulePath, reason);
        if (!unsupported.Contains(entry)) unsupported.Add(entry);
        Poison(call);
    }

    private void Poison(OperatorCall call)
    {
        foreach (var output in call.OutputTensors) values.Set(output, null);
    }

    private void ThrowUnsupported()
    {
        if (unsupported.Count > 0) throw new UnsupportedOperatorException(unsupported);
    }
}
