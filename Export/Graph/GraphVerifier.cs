using System.Globalization;

namespace OnnxForge.Export;

/// <summary>Checks that a model holds together; one rule a row, in the order in which they build on each other.</summary>
internal static class GraphVerifier
{
    private static readonly (string Name, Action<Check> Test)[] Rules =
    [
        ("unique-names", UniqueNames),
        ("single-producer", SingleProducer),
        ("no-dangling-inputs", NoDanglingInputs),
        ("topological-order", TopologicalOrder),
        ("outputs-produced", OutputsProduced),
        ("outputs-once", OutputsOnce),
        ("opset-imports", OpsetImports),
        ("signature-types", SignatureTypes),
        ("constants-hold-data", ConstantsHoldData),
        ("attributes-once", AttributesOnce),
    ];

    /// <summary>The names of the rules, in the order of checking.</summary>
    public static IReadOnlyList<string> RuleNames { get; } = [.. Rules.Select(rule => rule.Name)];

    /// <summary>Checks every rule.</summary>
    /// <exception cref="InvalidGraphException">A rule is broken; the exception names the rule and the first node that breaks it.</exception>
    public static void Verify(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        foreach (var (name, test) in Rules)
        {
            test(new Check(name, model));
        }
    }

    private static void UniqueNames(Check check)
    {
        var values = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (value, node) in AllValues(check.Graph).DistinctBy(pair => pair.Value))
        {
            if (value.Name.Length == 0 || !values.Add(value.Name))
            {
                check.Fail(node, $"value '{value.Name}'", "a name that no other value has", "a name in use or empty", "Rename one of the values.");
            }
        }

        var nodes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in check.Graph.Nodes.Where(node => node.Name.Length == 0 || !nodes.Add(node.Name)))
        {
            check.Fail(node, "its name", "a name that no other node has", "a name in use or empty", "Rename one of the nodes.");
        }
    }

    private static void SingleProducer(Check check)
    {
        var seen = new HashSet<Value>([.. check.Graph.Inputs, .. check.Graph.Constants]);
        foreach (var node in check.Graph.Nodes)
        {
            foreach (var output in node.Outputs.Where(output => !seen.Add(output) || output.Producer != node))
            {
                check.Fail(node, $"output '{output.Name}'", "a value that only this node produces", "one that is provided elsewhere too", "Give the node an output of its own.");
            }
        }
    }

    private static void NoDanglingInputs(Check check)
    {
        var known = AllValues(check.Graph).Select(pair => pair.Value).ToHashSet();
        foreach (var node in check.Graph.Nodes)
        {
            foreach (var input in node.Inputs.Where(input => input is not null && !known.Contains(input)))
            {
                check.Fail(node, $"input '{input!.Name}'", "a value of this graph", "one that nothing here provides", "Add its producer, or replace its uses before it is removed.");
            }
        }
    }

    private static void TopologicalOrder(Check check)
    {
        var ready = new HashSet<Value>([.. check.Graph.Inputs, .. check.Graph.Constants]);
        foreach (var node in check.Graph.Nodes)
        {
            foreach (var input in node.Inputs.Where(input => input is not null && !ready.Contains(input)))
            {
                check.Fail(node, $"input '{input!.Name}'", $"its producer '{input.Producer?.Name}' before the node", "the producer at or after it", "Put the node behind the producers of its inputs.");
            }

            ready.UnionWith(node.Outputs);
        }
    }

    private static void OutputsProduced(Check check)
    {
        var produced = check.Graph.Nodes.SelectMany(node => node.Outputs).ToHashSet();
        foreach (var output in check.Graph.Outputs.Where(output => !produced.Contains(output)))
        {
            var received = output.IsInput ? "an input" : output.Constant is not null ? "a constant" : "a value of no node";
            check.Fail(null, $"output '{output.Name}'", "a value that a node produces", received, "Put an Identity node between the two.");
        }
    }

    private static void OutputsOnce(Check check)
    {
        var seen = new HashSet<Value>();
        foreach (var output in check.Graph.Outputs.Where(output => !seen.Add(output)))
        {
            check.Fail(output.Producer, $"output '{output.Name}'", "each value once among the outputs", "it twice", "Put an Identity node before the second.");
        }
    }

    private static void OpsetImports(Check check)
    {
        foreach (var node in check.Graph.Nodes.Where(node => !check.Model.Opsets.ContainsKey(node.Domain)))
        {
            var imports = string.Join(", ", check.Model.Opsets.Select(pair => string.Create(CultureInfo.InvariantCulture, $"'{pair.Key}' {pair.Value}")));
            check.Fail(node, $"domain '{node.Domain}'", "an opset import for the domain", imports.Length == 0 ? "none" : imports, "Add the domain and its version to the model's opsets.");
        }
    }

    private static void SignatureTypes(Check check)
    {
        foreach (var (kind, value) in check.Graph.Inputs.Select(value => ("input", value)).Concat(check.Graph.Outputs.Select(value => ("output", value))))
        {
            if (value.Type == DataType.Undefined || value.Shape is null)
            {
                check.Fail(value.Producer, $"{kind} '{value.Name}'", "an element type and a shape", GraphPrinter.TypeText(value.Type, value.Shape), "Set both on the value.");
            }
        }
    }

    private static void ConstantsHoldData(Check check)
    {
        foreach (var constant in check.Graph.Constants.Where(constant => constant.Constant is null))
        {
            check.Fail(null, $"constant '{constant.Name}'", "a tensor in it", "none", "Add it by AddConstant.");
        }

        foreach (var input in check.Graph.Inputs.Where(input => !input.IsInput))
        {
            check.Fail(null, $"input '{input.Name}'", "a value made by AddInput", "another kind of value", "Add it by AddInput.");
        }
    }

    private static void AttributesOnce(Check check)
    {
        foreach (var node in check.Graph.Nodes)
        {
            foreach (var (first, second) in node.Attributes.Zip(node.Attributes.Skip(1)).Where(pair => pair.First.Name == pair.Second.Name))
            {
                check.Fail(node, $"attribute '{first.Name}'", "each attribute once", $"it twice, as {first} and {second}", "Keep one of them.");
            }
        }
    }

    private static IEnumerable<(Value Value, Node? Node)> AllValues(Graph graph) =>
        graph.Inputs.Concat(graph.Constants).Select(value => (value, (Node?)null))
            .Concat(graph.Nodes.SelectMany(node => node.Outputs.Select(output => (output, (Node?)node))));

    private sealed record Check(string Rule, Model Model)
    {
        public Graph Graph => Model.Graph;

        public void Fail(Node? node, string part, string expected, string received, string remedy)
        {
            var where = node is null ? $"Graph '{Graph.Name}', {part}" : $"Node '{node.Name}' ({node.OpType}), {part}";
            throw new InvalidGraphException(Rule, node?.Name, where, expected, received, remedy);
        }
    }
}
