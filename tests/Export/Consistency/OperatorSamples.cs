using System.Collections.Concurrent;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Arguments of a call: tensors named x, y, z, w in its script, and texts for the <c>{placeholders}</c> of the script.</summary>
/// <param name="Label">What is special about them, in errors and in <see cref="ConsistencyExceptions"/>.</param>
/// <param name="Tensors">The tensors.</param>
/// <param name="Texts">What stands for each placeholder: scalars, dimensions, flags.</param>
internal sealed record SampleArguments(string Label, Tensor[] Tensors, params (string Placeholder, string Text)[] Texts);

/// <summary>One call of an operator.</summary>
/// <param name="Call">The call as written in its row, so that each one is known to be accepted by libtorch at least once.</param>
/// <param name="Label">The call with its arguments' texts and label.</param>
/// <param name="Function">Runs it.</param>
/// <param name="Inputs">The tensors that it takes.</param>
internal sealed record OperatorSample(string Call, string Label, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Function, IReadOnlyList<Tensor> Inputs)
{
    /// <summary>The same call computed in float32, for half precision; null where it cannot be.</summary>
    public Func<IReadOnlyList<Tensor>>? InSinglePrecision { get; init; }

    /// <summary>A call that takes tensors of any type without harm.</summary>
    public static OperatorSample Script(string call, string label, ScriptFunction function, IReadOnlyList<Tensor> inputs, params IReadOnlyList<Tensor> constants) =>
        new(call, label, x => function.Invoke([.. x, .. constants]), inputs) { InSinglePrecision = () => function.Invoke([.. inputs.Concat(constants).Select(SampleValues.Widened)]) };
}

/// <summary>An operator and its calls for an element type; libtorch may reject some, or all of them.</summary>
internal sealed record SampledOperator(string Name, Func<ScalarType, IEnumerable<OperatorSample>> Samples)
{
    /// <summary>The operators, with their namespace, that the samples call.</summary>
    public Lazy<IReadOnlyList<string>> Covered { get; init; } = new(() => [$"aten::{Name}"]);

    /// <summary>The operator that every sample calls; null where a sample is a case of several.</summary>
    public string? Operator { get; init; } = $"aten::{Name}";

    /// <summary>The name that the calls are lowered under in place of their own; null for their own.</summary>
    public string? Alias { get; init; }

    public override string ToString() => Name;
}

/// <summary>Makes arguments of one element type for all operators of a family.</summary>
internal delegate IEnumerable<SampleArguments> SampleFamily(ScalarType type);

/// <summary>The samples of every lowered operator, a row an operator and a file a family.</summary>
internal static partial class OperatorSamples
{
    private static readonly ConcurrentDictionary<(string Script, int Inputs), ScriptFunction> Compiled = [];

    private static readonly Lazy<IReadOnlyList<SampledOperator>> Rows = new(() => [.. Families.SelectMany(rows => rows)]);

    public static IReadOnlyList<SampledOperator> All => Rows.Value;

    private static IEnumerable<IEnumerable<SampledOperator>> Families => [Unary, Activation, Binary, Division, Selection, Reduction, Statistics, Sorting, Examples];

    /// <summary>The cases of the parity tests, so that an operator's one row there is in the grid as well.</summary>
    private static IEnumerable<SampledOperator> Examples => typeof(OperatorCases).GetFields().Select(list => list.GetValue(null)).OfType<IReadOnlyList<OperatorCase>>().SelectMany(cases => cases).Select(ExampleSamples.Of);

    /// <summary>A row of calls in TorchScript, each with all arguments of the family; see <see cref="ScriptFunction"/> for the form of a script.</summary>
    private static SampledOperator Row(string name, SampleFamily family, params string[] scripts) => new(name, type => Samples(family(type), scripts));

    /// <summary>An operator that TorchScript and TorchSharp replace by another one of the same meaning: its lowering is tried on that one's samples.</summary>
    private static SampledOperator Alias(string name, SampledOperator called) => called with { Name = name, Alias = name, Covered = new(() => [$"aten::{name}"]) };

    private static IEnumerable<OperatorSample> Samples(IEnumerable<SampleArguments> arguments, IReadOnlyList<string> scripts)
    {
        var seen = new HashSet<string>(); // a script without the placeholders of its family is one call
        foreach (var argument in arguments)
            foreach (var script in scripts)
            {
                var filled = argument.Texts.Aggregate(script, (text, t) => text.Replace($"{{{t.Placeholder}}}", t.Text, StringComparison.Ordinal));
                var label = $"{filled}, {argument.Label}";
                if (!seen.Add(label)) continue;
                var function = Compiled.GetOrAdd((filled, argument.Tensors.Length), key => new ScriptFunction(key.Script, key.Inputs));
                yield return OperatorSample.Script(script, label, function, argument.Tensors);
            }
    }
}
