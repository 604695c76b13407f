using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>One step of a program: an operator on tensors made before.</summary>
/// <param name="Text">The step in C#; <c>{0}</c>, <c>{1}</c>, ... stand for its arguments.</param>
/// <param name="Inputs">The positions of its arguments among the program's inputs and earlier results.</param>
/// <param name="Run">Computes it.</param>
internal sealed record RandomStep(string Text, IReadOnlyList<int> Inputs, Func<IReadOnlyList<Tensor>, Tensor> Run);

/// <summary>A straight line of operators, made by chance; the same seed gives the same program.</summary>
internal sealed record RandomProgram(IReadOnlyList<Tensor> Examples, IReadOnlyList<RandomStep> Steps, IReadOnlyList<int> Outputs)
{
    public IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs)
    {
        var values = inputs.ToList();
        foreach (var step in Steps) values.Add(step.Run([.. step.Inputs.Select(i => values[i])]));
        return [.. Outputs.Select(o => values[o])];
    }

    /// <summary>The program as C#.</summary>
    public override string ToString()
    {
        var lines = Examples.Select((e, i) => $"  {Name(i)} = input {e.dtype} [{string.Join(", ", e.shape)}]")
            .Concat(Steps.Select((s, i) => $"  {Name(Examples.Count + i)} = {string.Format(s.Text, [.. s.Inputs.Select(Name)])}"));
        return $"{string.Join("\n", lines)}\n  return {string.Join(", ", Outputs.Select(Name))}";
    }

    /// <summary>The same program without the steps and inputs that no output needs; steps that write in place stay, and what they read with them.</summary>
    public RandomProgram Pruned()
    {
        var needed = Outputs.ToHashSet();
        for (int i = Steps.Count - 1; i >= 0; i--)
            if (needed.Contains(Examples.Count + i) || Steps[i].Text.Contains("_(")) needed.UnionWith([Examples.Count + i, .. Steps[i].Inputs]);
        if (!needed.Any(i => i < Examples.Count)) needed.Add(0);
        return Keep([.. needed.Order()]);
    }

    /// <summary>The programs without one step in which every other step gets what it was made for: with the step's first argument in place of its result where both are of a kind, and with an input in its place.</summary>
    public IEnumerable<RandomProgram> Without(int step)
    {
        int result = Examples.Count + step, argument = Steps[step].Inputs[0];
        var (values, others) = (Values(Examples), Values([.. Examples.Select(e => cat([e, e[TensorIndex.Slice(0, 3)]]))]));
        bool Alike(Tensor a, Tensor b) => a.dtype == b.dtype && a.shape.SequenceEqual(b.shape);
        if (Alike(values[result], values[argument]) && Alike(others[result], others[argument])) yield return Redirected(result, argument).Keep([.. Enumerable.Range(0, values.Count).Where(i => i != result)]);
        if (values[result].shape[0] == Examples[0].shape[0] && others[result].shape[0] == Examples[0].shape[0] + 3) yield return Cut(step, values[result]);
    }

    // as they are when they are made; later steps may write into them
    private List<Tensor> Values(IReadOnlyList<Tensor> inputs)
    {
        var values = inputs.Select(i => i.clone()).ToList();
        var made = inputs.ToList();
        foreach (var step in Steps)
        {
            values.Add(step.Run([.. step.Inputs.Select(i => values[i])]));
            made.Add(values[^1].clone());
        }
        return made;
    }

    /// <summary>Whether a step writes into memory that other tensors of the program look at, too, at one of two batches only: its results then differ by more than size.</summary>
    public bool SharesWhatItWritesAtOneBatchOnly(long first, long second)
    {
        Dictionary<int, string> SharersOfWritten(long batch)
        {
            using var rows = arange(batch);
            var values = Examples.Select(e => e.index_select(0, rows.remainder(e.shape[0]))).ToList();
            var sharers = new Dictionary<int, string>();
            foreach (var (i, step) in Steps.Index())
            {
                var (target, before) = (values[step.Inputs[0]], values[step.Inputs[0]].clone());
                values.Add(step.Run([.. step.Inputs.Select(p => values[p])]));
                if (!TensorBytes.Equal(before, target)) sharers.Add(i, string.Join(' ', values.Index().SkipLast(1).Where(v => NativeTensors.StorageOf(v.Item) == NativeTensors.StorageOf(target)).Select(v => v.Index)));
            }
            return sharers;
        }
        var others = SharersOfWritten(second);
        return SharersOfWritten(first).Any(s => others.TryGetValue(s.Key, out var sharers) && sharers != s.Value);
    }

    private RandomProgram Redirected(int from, int to)
    {
        int Target(int i) => i == from ? to : i;
        return this with { Steps = [.. Steps.Select(s => s with { Inputs = [.. s.Inputs.Select(Target)] })], Outputs = [.. Outputs.Select(Target).Distinct()] };
    }

    private RandomProgram Cut(int step, Tensor value)
    {
        int place = Examples.Count, result = place + step;
        int Moved(int i) => i == result ? place : i < place || i > result ? i : i + 1;
        return new RandomProgram([.. Examples, value], [.. Steps.Where((_, s) => s != step).Select(s => s with { Inputs = [.. s.Inputs.Select(Moved)] })], [.. Outputs.Select(Moved).Distinct()]);
    }

    // the inputs and results at these positions, in order
    private RandomProgram Keep(IReadOnlyList<int> kept)
    {
        var places = kept.Index().ToDictionary(k => k.Item, k => k.Index);
        var steps = kept.Where(i => i >= Examples.Count).Select(i => Steps[i - Examples.Count]);
        return new RandomProgram([.. kept.Where(i => i < Examples.Count).Select(i => Examples[i])], [.. steps.Select(s => s with { Inputs = [.. s.Inputs.Select(p => places[p])] })], [.. Outputs.Select(o => places[o])]);
    }

    private static string Name(int index) => $"t{index}";
}
