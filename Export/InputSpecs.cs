using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Names and dynamic dimensions of a function's inputs, from the options or by default, checked against the examples.</summary>
internal static class InputSpecs
{
    /// <exception cref="ExportException">The options do not fit the examples.</exception>
    public static IReadOnlyList<InputSpec> Resolve(TracedFunction function, IReadOnlyList<Tensor> examples, ExportOptions options)
    {
        if (examples.Count == 0) throw new ExportException("Examples", "one tensor for each input", "none", "Pass an example of each input.");
        var specs = options.Inputs ?? [.. examples.Select((example, i) => Default(function, example, i, examples.Count))];
        if (specs.Count != examples.Count)
            throw new ExportException("Inputs", $"{examples.Count}, one for each example", $"{specs.Count}", "Describe every input, or none.");
        if (specs.GroupBy(s => s.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new ExportException("Inputs", "a name of its own for each", $"'{twice.Key}' {twice.Count()} times", "Rename one of them.");
        foreach (var (spec, example) in specs.Zip(examples)) Check(spec, example);
        CheckSharedSizes(specs, examples);
        return specs;
    }

    private static InputSpec Default(TracedFunction function, Tensor example, int index, int count)
    {
        var name = index < function.InputNames.Count ? function.InputNames[index] : count == 1 ? "input" : $"input_{index}";
        var spec = new InputSpec(name);
        return example.dim() == 0 ? spec with { DynamicDimensions = new() } : spec;
    }

    private static void Check(InputSpec spec, Tensor example)
    {
        if (example.is_complex())
            throw new ExportException($"Input '{spec.Name}'", "a real tensor", $"{example.dtype}", "Pass view_as_real of it and call view_as_complex in the function: ONNX Runtime has no complex tensors.");
        foreach (var (axis, dimension) in spec.DynamicDimensions)
        {
            if (axis < 0 || axis >= example.dim())
                throw new ExportException($"Input '{spec.Name}'", $"a dynamic dimension from 0 to {example.dim() - 1}", $"{axis}", "Count dimensions from 0 at the front.");
            if (!Dimension.TryParse(dimension.Name, out var parsed) || parsed.Symbols.Count == 0)
                throw new ExportException($"Input '{spec.Name}', dimension {axis}", "a name such as batch", $"'{dimension.Name}'", "Use letters, digits and underscores.");
            if (example.shape[axis] == 0)
                throw new ExportException($"Input '{spec.Name}', dimension {axis}", "an example with at least one row", "0", "Pass an example that is not empty.");
            CheckBounds($"Input '{spec.Name}', dimension {axis}", dimension, parsed.IsSymbol(out _), example.shape[axis]);
        }
        if (spec.Vocabulary is not null && example.dtype != ScalarType.Int64)
            throw new ExportException($"Input '{spec.Name}'", "an int64 example, the codes of the texts", $"{example.dtype}", "Pass codes: the position in the vocabulary, or -1.");
        if (spec.Vocabulary is { } vocabulary && vocabulary.Distinct().Count() != vocabulary.Count)
            throw new ExportException($"Input '{spec.Name}'", "a vocabulary without repetitions", "a text twice", "Remove one of them.");
    }

    private static void CheckBounds(string where, DynamicDimension dimension, bool isName, long size)
    {
        if (!isName && dimension != dimension.Name)
            throw new ExportException(where, $"{dimension.Name} without bounds, since its size follows from others", dimension.ToString(), "Give the bounds to the dimensions that it is computed from.");
        if (dimension.MultipleOf < 1 || dimension.Min < 0 || dimension.Max < dimension.First)
            throw new ExportException(where, "bounds that some size fits", dimension.ToString(), "Give Min <= Max, and a multiple between them.");
        if (!dimension.Allows(size))
            throw new ExportException(where, $"an example whose size is within {dimension}", $"{size}", "Pass an example within the bounds, or change them.");
    }

    private static void CheckSharedSizes(IReadOnlyList<InputSpec> specs, IReadOnlyList<Tensor> examples)
    {
        var all = specs.Zip(examples).SelectMany(p => p.First.DynamicDimensions.Select(d => (Dimension: d.Value, Expression: InputSampler.Parse(d.Value), Size: p.Second.shape[d.Key], Where: $"'{p.First.Name}'"))).ToList();
        var named = all.Where(d => d.Expression.IsSymbol(out _)).ToList();
        foreach (var shared in named.GroupBy(d => d.Dimension.Name))
        {
            if (shared.Select(s => s.Size).Distinct().Count() > 1)
                throw new ExportException($"Dimension '{shared.Key}'", "examples of the same size in every input that has it", string.Join(", ", shared.Select(s => $"{s.Size} in {s.Where}")), "Pass examples that fit, or name the dimensions differently.");
            if (shared.Select(s => s.Dimension).Where(d => d != d.Name).Distinct().Count() > 1)
                throw new ExportException($"Dimension '{shared.Key}'", "the same bounds in every input that has it", string.Join(", ", shared.Select(s => $"{s.Dimension} in {s.Where}")), "Give the bounds once.");
        }
        var sizes = named.DistinctBy(d => d.Dimension.Name).ToDictionary(d => d.Dimension.Name, d => d.Size);
        foreach (var derived in all.Except(named))
        {
            if (derived.Expression.Symbols.FirstOrDefault(s => !sizes.ContainsKey(s)) is { } missing)
                throw new ExportException($"Input {derived.Where}", $"{derived.Dimension.Name} of dimensions that stand alone somewhere", $"no dimension '{missing}'", "Name it alone in another input, or give this one a name of its own.");
            if (derived.Expression.Evaluate(sizes) is var expected && expected != derived.Size)
                throw new ExportException($"Input {derived.Where}", $"an example of size {derived.Dimension.Name} = {expected}", $"{derived.Size}", "Pass examples that fit.");
        }
    }
}
