namespace OnnxForge.Authoring;

/// <summary>An optimizer whose learning rate follows its steps.</summary>
/// <param name="Optimizer">What steps; of its own learning rate only the proportion of a <see cref="MultiOptimizer"/>'s parts counts.</param>
/// <param name="Schedule">The learning rate of each step.</param>
[CustomObject("onnxforge/scheduled")]
public sealed record Scheduled(Optimizer Optimizer, LearningRateSchedule Schedule) : Optimizer
{
    /// <inheritdoc/>
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) => new Bound(Optimizer.Bind(weights), Schedule);

    private sealed class Bound : WrappedOptimizer
    {
        private readonly BoundOptimizer inner;
        private readonly LearningRateSchedule schedule;
        private long steps;

        public Bound(BoundOptimizer inner, LearningRateSchedule schedule) : base(inner)
        {
            (this.inner, this.schedule) = (inner, schedule);
            inner.LearningRate = schedule.Rate(0);
        }

        protected override double CurrentRate
        {
            get => inner.LearningRate;
            set => throw new ConfigException(nameof(Scheduled), "a learning rate that its schedule alone sets", $"{value} from elsewhere",
                "Take the schedule or the callback that sets learning rates away.");
        }

        public override void Step()
        {
            inner.LearningRate = schedule.Rate(steps++);
            inner.Step();
        }

        public override void Save(CheckpointState state)
        {
            state.Set("steps", steps);
            base.Save(state);
        }

        public override void Load(CheckpointState state)
        {
            steps = state.GetInt64("steps");
            base.Load(state);
        }
    }
}
