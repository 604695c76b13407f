using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Small models, rows and callbacks that the training tests share.</summary>
internal static class TrainingSamples
{
    /// <summary>Rows [i, i/2] with target 2i + 1, scaled to about 1.</summary>
    public static (Tensor X, Tensor Y) Line(int rows)
    {
        var i = arange(rows, ScalarType.Float32).reshape(-1, 1) / rows;
        return (cat([i, i / 2], 1), 2 * i + 1);
    }

    public static LineModel Compiled(Optimizer? optimizer = null, Regularizer? regularizer = null, Constraint? constraint = null)
    {
        var model = new LineModel(regularizer, constraint);
        model.Compile(new MeanSquaredError(), optimizer ?? new StochasticGradientDescent(0.1), new MeanAbsoluteErrorMetric());
        return model;
    }

    public static float[] Kernel(LineModel model) => model.Output.Kernel.data<float>().ToArray();
}

internal class LineModel(Regularizer? regularizer = null, Constraint? constraint = null) : Model
{
    private readonly Dense output = new(1, kernelInitializer: new Constant(0.5), kernelRegularizer: regularizer, kernelConstraint: constraint);

    public Dense Output => output;

    public override Tensor forward(Tensor input) => output.call(input);
}

internal sealed class CallbackLog : Callback
{
    public List<string> Events { get; } = [];

    public Action<StepInfo> Step { get; init; } = _ => { };

    public override void OnTrainBegin(IModel model, FitOptions options) => Events.Add($"begin {model.Module.GetName()} {options.Epochs}");

    public override void OnEpochBegin(int epoch) => Events.Add($"epoch {epoch}");

    public override void OnStepEnd(StepInfo step)
    {
        Events.Add($"step {step.Epoch}/{step.Epochs} {step.Step}/{step.StepsPerEpoch}");
        Step(step);
    }

    public override void OnEpochEnd(EpochRecord epoch) => Events.Add($"end {epoch.Epoch}");

    public override void OnTrainEnd(History history) => Events.Add($"stopped {history.Stopped}");
}
