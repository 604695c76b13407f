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

    /// <summary>The same program without the steps that no output needs; steps that write in place stay, and what they read with them.</summary>
    public RandomProgram Pruned()
    {
        var needed = Outputs.ToHashSet();
        for (int i = Steps.Count - 1; i >= 0; i--)
            if (needed.Contains(Examples.Count + i) || Steps[i].Text.Contains("_(")) needed.UnionWith([Examples.Count + i, .. Steps[i].Inputs]);
        return Keep(i => needed.Contains(Examples.Count + i));
    }

    /// <summary>The program that gives its steps' first argument instead of one step's result; null when an output or another step would not fit.</summary>
    public RandomProgram Without(int step) => Steps[step].Inputs.Count == 0 ? this : Redirected(Examples.Count + step, Steps[step].Inputs[0]).Keep(i => i != step);

    private RandomProgram Redirected(int from, int to)
    {
        int Target(int i) => i == from ? to : i;
        return this with { Steps = [.. Steps.Select(s => s with { Inputs = [.. s.Inputs.Select(Target)] })], Outputs = [.. Outputs.Select(Target).Distinct()] };
    }

    private RandomProgram Keep(Func<int, bool> keep)
    {
        var places = Enumerable.Range(0, Examples.Count).ToDictionary(i => i, i => i);
        var kept = new List<RandomStep>();
        for (int i = 0; i < Steps.Count; i++)
        {
            if (!keep(i)) continue;
            places[Examples.Count + i] = Examples.Count + kept.Count;
            kept.Add(Steps[i] with { Inputs = [.. Steps[i].Inputs.Select(p => places[p])] });
        }
        return this with { Steps = kept, Outputs = [.. Outputs.Select(o => places[o])] };
    }

    private static string Name(int index) => $"t{index}";
}
