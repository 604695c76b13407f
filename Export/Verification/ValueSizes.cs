namespace OnnxForge.Export;

/// <summary>The sizes of a graph's values when the dynamic dimensions have given ones; estimates where the graph does not tell.</summary>
internal sealed class ValueSizes(SizeAssignment assignment)
{
    private readonly Dictionary<Value, long[]> inferred = [];
    private readonly Dictionary<Value, double> estimates = [];

    /// <summary>Notes what can be said of a node's results from its arguments; to be called in the graph's order.</summary>
    public void Infer(Node node)
    {
        var inputs = node.Inputs.OfType<Value>().ToList();
        var shapes = inputs.Select(Shape).ToList();
        foreach (var output in node.Outputs)
        {
            if (Shape(output) is not null) continue;
            if (KeepsShape(node.OpType) && shapes.All(s => s is not null)) inferred[output] = Broadcast(shapes!);
            else if (node.OpType == "Transpose" && shapes[0] is { } from) inferred[output] = [.. Permutation(node, from.Length).Select(d => from[d])];
            else estimates[output] = inputs.Where(i => i.Constant is null).Select(Count).DefaultIfEmpty(1).Max();
        }
    }

    /// <summary>One size, counted from the end where negative; null when it is not known.</summary>
    public double? Size(Value value, int axis) => Shape(value) is { } shape && (axis < 0 ? axis + shape.Length : axis) is var position && position >= 0 && position < shape.Length ? shape[position] : null;

    /// <summary>Whether the shape is known, so that nothing of it is an estimate.</summary>
    public bool IsKnown(Value value) => Shape(value) is not null;

    /// <summary>The number of elements; that of the largest argument where it is not known.</summary>
    public double Count(Value value) => Shape(value) is { } shape ? shape.Aggregate(1.0, (product, size) => product * size) : estimates.GetValueOrDefault(value, 1);

    /// <summary>The largest size.</summary>
    public double Largest(Value value) => Shape(value) is { } shape ? shape.DefaultIfEmpty(1).Max() : Count(value);

    private long[]? Shape(Value value)
    {
        if (inferred.TryGetValue(value, out var found)) return found;
        if (value.Shape is not { } shape || shape.Any(d => d.Symbols.Any(s => !assignment.Sizes.ContainsKey(s)))) return null;
        return inferred[value] = [.. shape.Select(d => d.Evaluate(assignment.Sizes))];
    }

    private static IEnumerable<long> Permutation(Node node, int rank) => node.Attribute<IntsAttribute>("perm")?.Values ?? [.. Enumerable.Range(0, rank).Select(d => (long)rank - 1 - d)];

    // one argument or several that broadcast, and a result of that shape
    private static bool KeepsShape(string opType) => opType is "Add" or "Sub" or "Mul" or "Div" or "Pow" or "Max" or "Min" or "Mod" or "Where" or "Cast" or "Neg" or "Abs" or "Exp" or "Log" or "Sqrt" or "Reciprocal"
        or "Tanh" or "Sigmoid" or "Erf" or "Relu" or "Softmax" or "LogSoftmax" or "Identity" or "Floor" or "Ceil" or "Round" or "Sin" or "Cos" or "Softplus" or "CumSum" or "LayerNormalization";

    private static long[] Broadcast(IReadOnlyList<long[]> shapes)
    {
        int rank = shapes.Max(s => s.Length);
        return [.. Enumerable.Range(0, rank).Select(d => shapes.Max(s => d - rank + s.Length is >= 0 and var own ? s[own] : 1))];
    }
}
