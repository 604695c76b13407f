using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>An optimizer whose gradients are kept small, in exactly one of three ways.</summary>
/// <param name="Optimizer">What steps by the clipped gradients.</param>
/// <param name="Norm">The greatest Euclidean norm of each weight's gradient, above 0: a longer one is scaled down to it.</param>
/// <param name="GlobalNorm">The greatest Euclidean norm of all gradients together, above 0: longer ones are scaled down by one factor.</param>
/// <param name="Value">The greatest absolute value of each element of a gradient, above 0.</param>
[CustomObject("onnxforge/clipped")]
public sealed record Clipped(Optimizer Optimizer, double? Norm = null, double? GlobalNorm = null, double? Value = null) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights)
    {
        double?[] limits = [Norm, GlobalNorm, Value];
        var given = limits.OfType<double>().ToList();
        if (given is not [> 0 and < double.PositiveInfinity])
        {
            throw new ConfigException(nameof(Clipped), "exactly one of Norm, GlobalNorm and Value, above 0", given.Count == 0 ? "none" : string.Join(" and ", given),
                "Write, for example, new Clipped(new Adam(), Norm: 1).");
        }
        return new Bound(Optimizer.Bind(weights), weights, this);
    }

    private sealed class Bound(BoundOptimizer inner, IReadOnlyList<NamedWeight> weights, Clipped limits) : WrappedOptimizer(inner)
    {
        private IReadOnlyList<NamedWeight> weights = weights;

        public override void Step()
        {
            using (NewDisposeScope())
            using (no_grad()) Clip([.. weights.Select(weight => weight.Weight.grad).OfType<Tensor>()]);
            base.Step();
        }

        public override bool Rebind(IReadOnlyList<NamedWeight> weights)
        {
            this.weights = weights;
            return base.Rebind(weights);
        }

        private void Clip(List<Tensor> gradients)
        {
            if (gradients.Count == 0) return;
            if (limits.Value is { } value) gradients.ForEach(gradient => gradient.clamp_(-value, value));
            else if (limits.Norm is { } norm) gradients.ForEach(gradient => gradient.mul_(Factor(gradient.norm(), norm)));
            else if (limits.GlobalNorm is { } global)
            {
                var factor = Factor(stack(gradients.Select(gradient => gradient.norm().to(gradients[0].dtype))).norm(), global);
                gradients.ForEach(gradient => gradient.mul_(factor));
            }
        }

        // 1 up to the limit, and no division by 0 below it
        private static Tensor Factor(Tensor norm, double limit) => limit / norm.clamp_min(limit);
    }
}
