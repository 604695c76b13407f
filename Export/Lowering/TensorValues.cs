namespace OnnxForge.Export;

/// <summary>The graph's value of each tensor of the program, kept right when memory that several tensors look at is written.</summary>
/// <param name="lower">Lowers a call again, with values as given, and gives one of its results.</param>
/// <param name="contextOf">A context for a call.</param>
/// <param name="constantOf">The value of a parameter or constant that is read for the first time.</param>
internal sealed class TensorValues(Func<OperatorCall, int, Func<ProgramTensor, Value>, Value> lower, Func<OperatorCall, LoweringContext> contextOf, Func<ProgramTensor, Value> constantOf)
{
    private readonly Dictionary<ProgramTensor, Value?> values = [];
    private readonly Dictionary<ProgramTensor, (ProgramTensor Base, OperatorCall Call, int Output)> views = [];
    private readonly Dictionary<ProgramTensor, int> seenVersion = [];
    private readonly Dictionary<nint, int> versions = []; // how often each piece of memory was written

    /// <summary>Whether a tensor is known to have no ONNX form.</summary>
    public bool IsMissing(ProgramTensor tensor) => values.TryGetValue(tensor, out var value) && value is null;

    /// <summary>The current value; a view of memory that was written since is made again from its base.</summary>
    /// <exception cref="LoweringRefusedException">It has no ONNX form.</exception>
    public Value Get(ProgramTensor tensor)
    {
        if (!values.TryGetValue(tensor, out var value))
        {
            value = Shaped(constantOf(tensor), tensor);
            Set(tensor, value);
        }
        else if (value is null) throw LoweringContext.Refuse("it reads a result that has no ONNX form");
        else if (seenVersion[tensor] < Version(tensor))
        {
            if (!views.TryGetValue(tensor, out var view)) throw LoweringContext.Refuse("it reads memory that was written through another tensor, and how the two are related was not seen");
            value = Shaped(lower(view.Call, view.Output, Get), tensor);
            Set(tensor, value);
        }
        return value;
    }

    public void Set(ProgramTensor tensor, Value? value)
    {
        values[tensor] = value;
        seenVersion[tensor] = Version(tensor);
    }

    /// <summary>Binds a call's result; one that looks at the memory of an argument is a view of it.</summary>
    public void Produce(OperatorCall call, ProgramTensor tensor, int output, Value? value)
    {
        Set(tensor, value);
        if (tensor.Storage != 0 && call.InputTensors.FirstOrDefault(t => t.Storage == tensor.Storage && t != tensor) is { } source) views.TryAdd(tensor, (source, call, output));
    }

    /// <summary>Binds what an operator wrote in place, and carries it to every base that the tensor is a view of.</summary>
    /// <param name="tensor">The tensor that was written.</param>
    /// <param name="after">The same, or what it became when the operator resized it.</param>
    /// <param name="value">What was written.</param>
    /// <exception cref="LoweringRefusedException">A view on the way has no inverse in ONNX.</exception>
    public void Write(ProgramTensor tensor, ProgramTensor after, Value value)
    {
        if (after != tensor)
        {
            // whatever else looks at the memory sees values in a shape that was not theirs
            foreach (var storage in new[] { tensor.Storage, after.Storage }.Where(s => s != 0).Distinct()) versions[storage] = versions.GetValueOrDefault(storage) + 1;
            Set(after, value);
            return;
        }
        var changed = new List<(ProgramTensor Tensor, Value Value)> { (tensor, value) };
        for (var current = tensor; views.TryGetValue(current, out var view); current = view.Base)
        {
            value = Shaped(new ViewWrite(contextOf(view.Call), view.Base, current, Get, of => lower(view.Call, view.Output, of)).Apply(value, view.Output), view.Base);
            changed.Add((view.Base, value));
        }
        if (tensor.Storage != 0) versions[tensor.Storage] = Version(tensor) + 1;
        foreach (var (written, newValue) in changed) Set(written, newValue);
    }

    private int Version(ProgramTensor tensor) => tensor.Storage == 0 ? 0 : versions.GetValueOrDefault(tensor.Storage);

    private static Value Shaped(Value value, ProgramTensor tensor)
    {
        value.Shape ??= tensor.ValueShape;
        return value;
    }
}
