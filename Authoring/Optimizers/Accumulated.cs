using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An optimizer that steps once for several batches, by the mean of their gradients: a large batch in the memory of a small one. An epoch's last group, and one
/// that is left over, counts with the batches that it has.</summary>
/// <param name="Optimizer">What steps.</param>
/// <param name="Steps">The batches of a step, 1 or more.</param>
[CustomObject("onnxforge/accumulated")]
public sealed record Accumulated(Optimizer Optimizer, int Steps) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights)
    {
        if (Steps < 1) throw new ConfigException(nameof(Accumulated), "1 or more steps", $"{Steps}", "Give the number of batches whose gradients are averaged.");
        return new Bound(Optimizer.Bind(weights), weights, Steps);
    }

    private sealed class Bound(BoundOptimizer inner, IReadOnlyList<NamedWeight> weights, int steps) : WrappedOptimizer(inner)
    {
        private IReadOnlyList<NamedWeight> weights = weights;
        private int held;

        // Backward adds to the gradients that a group has so far.
        public override void ZeroGradients()
        {
            if (held == 0) base.ZeroGradients();
        }

        public override void Step()
        {
            held++;
            if (held == steps) Apply();
        }

        public override bool Flush()
        {
            if (held == 0) return base.Flush();
            Apply();
            base.Flush();
            return true;
        }

        // The gradients of a half group are those of weights that are gone.
        public override bool Rebind(IReadOnlyList<NamedWeight> weights)
        {
            (this.weights, held) = (weights, 0);
            return base.Rebind(weights);
        }

        public override void Save(CheckpointState state)
        {
            state.Set("held", held);
            var gradients = state.Part("gradients");
            foreach (var weight in held == 0 ? [] : weights)
            {
                if (weight.Weight.grad is { } gradient) gradients.Set(weight.Path, gradient);
            }
            base.Save(state);
        }

        public override void Load(CheckpointState state)
        {
            held = (int)state.GetInt64("held");
            var gradients = state.Part("gradients");
            foreach (var weight in weights)
                weight.Weight.grad = gradients.Contains(weight.Path) ? gradients.GetTensor(weight.Path).to(weight.Weight.device, copy: true).DetachFromDisposeScope() : null;
            base.Load(state);
        }

        private void Apply()
        {
            using (NewDisposeScope())
            using (no_grad())
            {
                foreach (var weight in weights) weight.Weight.grad?.div_(held);
            }
            held = 0;
            base.Step();
        }
    }
}
