using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What models of any number of inputs and outputs have in common.</summary>
public interface IModel : ILayer
{
    /// <summary>The model as a module: what <see cref="ModelBundle.Save"/> takes.</summary>
    nn.Module Module { get; }

    /// <summary>What training makes small, one for each output; empty before compiling.</summary>
    IReadOnlyList<Loss> Losses { get; }

    /// <summary>How the weights follow their gradients; null before compiling.</summary>
    Optimizer? Optimizer { get; }

    /// <summary>What is measured beside the loss, one output after the other; empty before compiling.</summary>
    IReadOnlyList<Metric> Metrics { get; }
}

/// <summary>A model as <see cref="FitLoop"/> trains it.</summary>
internal interface ITrainee
{
    IModel Model { get; }

    TrainingState State { get; }

    /// <summary>One step on a batch, with whatever the model overrides.</summary>
    IReadOnlyDictionary<string, double> TrainStep(Batch batch);

    /// <summary>Hands a checkpoint what the model itself keeps for its training.</summary>
    void SaveTraining(CheckpointState state);

    /// <summary>Takes it back.</summary>
    void LoadTraining(CheckpointState state);

    /// <summary>The measures over a source, in evaluation mode.</summary>
    Dictionary<string, double> Evaluate(DataSource source, int batchSize);
}
