using System.Reflection;

namespace OnnxForge.Export;

/// <summary>The ONNX form of one call.</summary>
internal delegate IReadOnlyList<Value> LoweringRule(LoweringContext context);

/// <summary>Every lowering by operator and opset, collected from the methods marked with <see cref="LoweringAttribute"/>.</summary>
internal sealed class LoweringTable
{
    private static readonly Lazy<IReadOnlyList<(LoweringAttribute Row, LoweringRule Rule)>> Marked = new(Collect);
    private readonly Dictionary<string, LoweringRule> rules = [];
    private readonly Dictionary<string, LoweringRule> complexRules = [];

    /// <summary>The rules for one opset.</summary>
    /// <param name="opset">The opset that the nodes must belong to.</param>
    /// <param name="overrides">Rules that take the place of built-in ones, by operator.</param>
    /// <exception cref="InvalidOperationException">Two methods claim one operator at this opset.</exception>
    public LoweringTable(int opset, IReadOnlyDictionary<string, LoweringRule>? overrides = null)
    {
        foreach (var (row, rule) in Marked.Value)
        {
            if (opset < row.From || opset > row.To) continue;
            foreach (var name in row.Operators)
                if (!(row.Complex ? complexRules : rules).TryAdd(name, rule)) throw new InvalidOperationException($"two lowerings claim {name} at opset {opset}");
        }
        foreach (var name in PartwiseLowerings.Operators) complexRules.Add(name, PartwiseLowerings.Of(rules[name]));
        foreach (var (name, rule) in overrides ?? new Dictionary<string, LoweringRule>()) rules[name] = rule;
    }

    /// <summary>The operators that have a rule, in ordinal order.</summary>
    public IEnumerable<string> Operators => rules.Keys.Union(complexRules.Keys).Order(StringComparer.Ordinal);

    /// <summary>Every marked method's row.</summary>
    public static IEnumerable<LoweringAttribute> Rows => Marked.Value.Select(m => m.Row);

    /// <summary>The operator whose rule a call takes: its own or, for one that writes in place, its functional form; null when neither has one.</summary>
    public string? RowOf(TraceCall call) => RowIn(call.IsComplex ? complexRules : rules, call);

    /// <summary>The rule of an operator or, for an in-place one, of the operator that it writes the result of; null when there is none.</summary>
    public LoweringRule? Find(TraceCall call)
    {
        var own = call.IsComplex ? complexRules : rules;
        return RowIn(own, call) is { } row ? own[row] : null;
    }

    /// <summary>The operator whose rule an operator takes for real tensors, or else for complex ones; null when neither has one.</summary>
    public string? AnyRowOf(TraceCall call) => RowIn(rules, call) ?? RowIn(complexRules, call);

    private static string? RowIn(Dictionary<string, LoweringRule> rules, TraceCall call) => FunctionalForms.Of(call).Prepend(call.Operator).FirstOrDefault(rules.ContainsKey);

    /// <summary>
    /// Whether a call is translated, or refused, as it is. One without a rule gives way to what it ran inside when all of that
    /// can be translated; otherwise it stands for itself, so that an error names the operator that a person wrote.
    /// </summary>
    public bool IsLeaf(TraceCall call) => Find(call) is not null || call.Children.Count == 0 || !call.Children.All(Expressible) || HiddenWork.IsIn(call);

    /// <summary>What keeps a call without a rule from being translated by its parts, in ordinal order.</summary>
    public IEnumerable<string> MissingInside(TraceCall call) =>
        call.Children.Where(c => !Expressible(c)).SelectMany(c => c.Children.Any(inner => !Expressible(inner)) ? MissingInside(c) : [c.Operator]).Distinct().Order(StringComparer.Ordinal);

    private bool Expressible(TraceCall call) => Find(call) is not null || (call.Children.Count > 0 && call.Children.All(Expressible) && !HiddenWork.IsIn(call));

    private static List<(LoweringAttribute, LoweringRule)> Collect()
    {
        var found = new List<(LoweringAttribute, LoweringRule)>();
        foreach (var type in typeof(LoweringTable).Assembly.GetTypes().OrderBy(t => t.FullName, StringComparer.Ordinal))
            foreach (var method in type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic))
                foreach (var row in method.GetCustomAttributes<LoweringAttribute>()) found.Add((row, Rule(method)));
        return found;
    }

    private static LoweringRule Rule(MethodInfo method)
    {
        if (method.ReturnType != typeof(Value)) return method.CreateDelegate<LoweringRule>();
        var single = method.CreateDelegate<Func<LoweringContext, Value>>();
        return context => [single(context)];
    }
}
