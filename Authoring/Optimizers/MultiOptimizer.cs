namespace OnnxForge.Authoring;

/// <summary>Several optimizers, each for a part of the model. Its learning rate while training is the first part's; setting it sets the others in the proportion
/// that their settings have to the first, so that a schedule moves them all. A first rate of 0 gives no proportion: then only the first part follows.</summary>
/// <param name="Rules">Prefix and optimizer of each part; together they cover every weight exactly once.</param>
[CustomObject("onnxforge/multi-optimizer")]
public sealed record MultiOptimizer(IReadOnlyList<OptimizerRule> Rules) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights)
    {
        var parts = Rules.Select(rule => (Rule: rule, Weights: weights.Where(weight => Covers(rule, weight.Path)).ToList())).ToList();
        var problems = weights.Select(weight => (weight.Path, Prefixes: Rules.Where(rule => Covers(rule, weight.Path)).Select(rule => $"\"{rule.Prefix}\"").ToList()))
            .Where(weight => weight.Prefixes.Count != 1)
            .Select(weight => weight.Prefixes.Count == 0 ? $"{weight.Path} by none" : $"{weight.Path} by {string.Join(" and ", weight.Prefixes)}")
            .Concat(parts.Where(part => part.Weights.Count == 0).Select(part => $"nothing by \"{part.Rule.Prefix}\""))
            .ToList();
        if (problems.Count > 0)
        {
            throw new ConfigException("MultiOptimizer", "every weight covered by exactly one rule, and every rule in use", string.Join(", ", problems),
                "Correct the prefixes; weight paths are those of the model's state_dict.");
        }
        return new Bound([.. parts.Select(part => part.Rule.Optimizer.Bind(part.Weights))], [.. parts.Select(part => part.Rule)]);
    }

    private static bool Covers(OptimizerRule rule, string path) =>
        rule.Prefix.Length == 0 || path == rule.Prefix || path.StartsWith(rule.Prefix + ".", StringComparison.Ordinal);

    private sealed class Bound(IReadOnlyList<BoundOptimizer> parts, IReadOnlyList<OptimizerRule> rules) : BoundOptimizer
    {
        private readonly double[] settings = [.. parts.Select(part => part.LearningRate)];

        protected override double CurrentRate
        {
            get => parts[0].LearningRate;
            set
            {
                parts[0].LearningRate = value;
                if (settings[0] == 0) return;
                for (var i = 1; i < parts.Count; i++) parts[i].LearningRate = value * (settings[i] / settings[0]);
            }
        }

        public override void ZeroGradients()
        {
            foreach (var part in parts) part.ZeroGradients();
        }

        public override void Step()
        {
            foreach (var part in parts) part.Step();
        }

        // Every part is asked, whatever the others say.
        public override bool Flush() => parts.Select(part => part.Flush()).ToList().Contains(true);

        public override bool Rebind(IReadOnlyList<NamedWeight> weights) =>
            parts.Zip(rules).All(pair => pair.First.Rebind([.. weights.Where(weight => Covers(pair.Second, weight.Path))]));

        public override void Save(CheckpointState state)
        {
            for (var i = 0; i < parts.Count; i++) parts[i].Save(state.Part($"{i}"));
        }

        public override void Load(CheckpointState state)
        {
            for (var i = 0; i < parts.Count; i++) parts[i].Load(state.Part($"{i}"));
        }

        protected override void Dispose(bool disposing)
        {
            if (!disposing) return;
            foreach (var part in parts) part.Dispose();
        }
    }
}
