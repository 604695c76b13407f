using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Models and rows of the tests that stop and go on.</summary>
internal static class ResumeSamples
{
    private static readonly Tensor x = Wave(40, 4), y = x.sum(1, keepdim: true).gt(0).to(ScalarType.Float32);

    /// <summary>Rows [rows, features] between -1 and 1, the same ones always.</summary>
    public static Tensor Wave(int rows, int features) => (arange(rows * features, ScalarType.Float32) * 1.7).sin().reshape(rows, features);

    /// <summary>The first of 40 rows with a target of 0 or 1.</summary>
    public static DataSource Rows(int count) => (x.narrow(0, 0, count), y.narrow(0, 0, count));

    /// <summary>A network with dropout, noise and a normalization that keeps means.</summary>
    public static Sequential Noisy(Optimizer optimizer, params Metric[] metrics)
    {
        var model = new Sequential([new Dense(6, "tanh", kernelRegularizer: new L2(0.001)), new BatchNormalization(), new Dropout(0.3), new GaussianNoise(0.1), new Dense(1, "sigmoid")]);
        model.Compile(new BinaryCrossentropy(), optimizer, metrics);
        return model;
    }

    /// <summary>4 epochs of 3 steps with an optimizer.</summary>
    public static ResumeScenario With(Optimizer optimizer, Func<FitOptions>? options = null) =>
        ResumeScenario.Of(() => Noisy(optimizer, "mae"), () => Rows(12), options ?? (() => new FitOptions { Epochs = 4, BatchSize = 4, Validation = Rows(7) }));

    /// <summary>4 epochs of 3 steps on a source.</summary>
    public static ResumeScenario On(Func<DataSource> data, Func<FitOptions, FitOptions>? change = null) =>
        ResumeScenario.Of(() => Noisy(new Nadam(0.01), "mae"), data, () => (change ?? (given => given))(new FitOptions { Epochs = 4, BatchSize = 4 }));
}

/// <summary>Two networks, each trained against the other by an optimizer of its own.</summary>
[CustomObject("tests/adversary")]
internal sealed class Adversary : Model
{
    private readonly Dense generator = new(3), critic = new(1);
    private readonly MeanMetric generatorLoss = new("generator_loss");
    private BoundOptimizer? generatorOptimizer, criticOptimizer;

    public override Tensor forward(Tensor input) => critic.call(generator.call(input));

    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        var noise = randn_like(x);
        if (!Built) call(noise);
        BindOptimizers();
        var criticLoss = Step(criticOptimizer!, (critic.call(generator.call(noise).detach()) - critic.call(x.narrow(1, 0, 3))).mean());
        var loss = Step(generatorOptimizer!, (critic.call(generator.call(noise)) - y).square().mean());
        generatorLoss.Update(loss, loss);
        return new Dictionary<string, double> { ["loss"] = generatorLoss.Result(), ["critic"] = criticLoss.item<float>() };
    }

    protected override void SaveTraining(CheckpointState state)
    {
        generatorOptimizer!.Save(state.Part("generator"));
        criticOptimizer!.Save(state.Part("critic"));
        generatorLoss.Save(state.Part("generatorLoss"));
    }

    protected override void LoadTraining(CheckpointState state)
    {
        BindOptimizers();
        generatorOptimizer!.Load(state.Part("generator"));
        criticOptimizer!.Load(state.Part("critic"));
        generatorLoss.Load(state.Part("generatorLoss"));
    }

    private void BindOptimizers()
    {
        generatorOptimizer ??= new Adam(0.01).Bind(Named(generator));
        criticOptimizer ??= new RmsProp(0.01, Momentum: 0.5).Bind(Named(critic));
    }

    private static List<NamedWeight> Named(Dense layer) => [.. layer.named_parameters().Select(item => new NamedWeight(item.name, item.parameter))];

    private Tensor Step(BoundOptimizer optimizer, Tensor loss)
    {
        zero_grad();
        loss.backward();
        optimizer.Step();
        return loss.detach();
    }
}

/// <summary>A model that notes the rows that it is trained on.</summary>
[CustomObject("tests/order-log")]
internal sealed class OrderLog : Model
{
    private readonly Dense output = new(1);

    public static List<float> Rows { get; } = [];

    public override Tensor forward(Tensor input) => output.call(input);

    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        Rows.AddRange(x.data<float>());
        return base.TrainStep(x, y);
    }
}

/// <summary>A model whose layer adds to the loss and reports a figure.</summary>
[CustomObject("tests/reporting")]
internal sealed class Reporting : Model
{
    private readonly Dense output = new(1);

    public override Tensor forward(Tensor input)
    {
        var result = output.call(input);
        AddLoss(0.1 * result.square().mean());
        AddMetric("level", result.mean());
        return result;
    }
}

/// <summary>A model with a weight of its own that an optimizer of its own trains, and nothing to save it.</summary>
[CustomObject("tests/forgetful")]
internal sealed class Forgetful : Model
{
    private readonly Dense output = new(1);
    private BoundOptimizer? own;
    private readonly MeanMetric seen = new("seen");

    public override Tensor forward(Tensor input) => output.call(input);

    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        seen.Update(y, y);
        own ??= new Adam().Bind(new TrainingWeights(this).Trainable);
        return base.TrainStep(x, y);
    }
}

/// <summary>Trains with TorchSharp's LBFGS, and saves nothing of it.</summary>
[CustomObject("tests/searching")]
internal sealed class Searching : Model
{
    private readonly Dense output = new(1);
    private optim.Optimizer? search;

    public override Tensor forward(Tensor input) => output.call(input);

    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y)
    {
        output.EnsureBuilt([-1, x.shape[1]]);
        search ??= optim.LBFGS(output.parameters());
        using var loss = search.step(() =>
        {
            search.zero_grad();
            var error = (call(x) - y).square().mean();
            error.backward();
            return error;
        });
        return new Dictionary<string, double> { ["loss"] = loss.item<float>() };
    }

    protected override void SaveTraining(CheckpointState state) => state.Set("searches", search is not null);
}

/// <summary>Keeps optimizers where no field says so.</summary>
[CustomObject("tests/hoarding")]
internal sealed class Hoarding : Model
{
    private static readonly TorchSharp.Modules.Parameter weight = new(zeros(1));
    private readonly object all = new optim.Optimizer[] { optim.SGD([weight], 0.1) };
    private readonly IDisposable any = optim.Adagrad([weight]);
    private readonly List<BoundOptimizer> later = [];

    public override Tensor forward(Tensor input) => input;

    protected override IReadOnlyDictionary<string, double> TrainStep(Tensor x, Tensor y) => new Dictionary<string, double> { ["kept"] = later.Count + all.GetHashCode() + any.GetHashCode() };
}

/// <summary>Counts the samples, in a field that no checkpoint knows.</summary>
[CustomObject("tests/counting-metric")]
internal sealed class CountingMetric() : Metric("counting")
{
    private double samples;

    public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null) => samples += target.shape[0];

    public override double Result() => samples;

    public override void Reset() => samples = 0;
}

/// <summary>Plain descent that saves nothing.</summary>
[CustomObject("tests/silent-descent")]
internal sealed record SilentDescent : Optimizer
{
    public override BoundOptimizer Bind(IReadOnlyList<NamedWeight> weights) => new Bound([.. weights.Select(weight => weight.Weight)]);

    private sealed class Bound(List<Parameter> weights) : BoundOptimizer
    {
        protected override double CurrentRate { get; set; } = 0.01;

        public override void ZeroGradients() => weights.ForEach(weight => weight.grad = null);

        public override void Step()
        {
            using var noGradient = no_grad();
            foreach (var weight in weights) weight.sub_(weight.grad! * CurrentRate);
        }

        protected override void Dispose(bool disposing) { }
    }
}

/// <summary>Remembers how often it was told of a step.</summary>
internal sealed class StepCounter : Callback
{
    public long Steps { get; private set; }

    public List<string> Told { get; } = [];

    public override void OnTrainBegin(IModel model, FitOptions options) => Told.Add("begin");

    public override void OnTrainResume(ResumePoint from) => Told.Add($"resume {from.Epochs}.{from.Step} at {Steps}");

    public override void OnEpochBegin(int epoch) => Told.Add($"epoch {epoch}");

    public override void OnStepEnd(StepInfo step) => Steps++;

    public override void Save(CheckpointState state) => state.Set("steps", Steps);

    public override void Load(CheckpointState state) => Steps = state.GetInt64("steps");
}
