using TorchSharp;
using TorchSharp.Modules;

namespace OnnxForge.Authoring;

/// <summary>Writes loss, metrics and learning rate of each epoch as TensorBoard's event files: runs <c>train</c> and <c>validation</c>, whose values have the same tags.</summary>
/// <param name="folder">The folder that <c>tensorboard --logdir</c> is given; it is made.</param>
[CustomObject("onnxforge/tensor-board")]
public sealed class TensorBoard(string folder) : Callback
{
    private const string ValidationPrefix = "val_";
    private readonly Dictionary<string, SummaryWriter> writers = [];

    /// <summary>The folder that <c>tensorboard --logdir</c> is given.</summary>
    public string Folder { get; } = folder;

    /// <inheritdoc/>
    public override void OnTrainBegin(IModel model, FitOptions options) => writers.Clear();

    /// <inheritdoc/>
    public override void OnEpochEnd(EpochRecord epoch)
    {
        ArgumentNullException.ThrowIfNull(epoch);
        foreach (var (name, value) in epoch.Values)
        {
            var validation = name.StartsWith(ValidationPrefix, StringComparison.Ordinal);
            Writer(validation ? "validation" : "train").add_scalar($"epoch_{(validation ? name[ValidationPrefix.Length..] : name)}", (float)value, epoch.Epoch);
        }
        Writer("train").add_scalar("epoch_learning_rate", (float)Training.LearningRate, epoch.Epoch);
    }

    private SummaryWriter Writer(string run)
    {
        if (!writers.TryGetValue(run, out var writer)) writers[run] = writer = torch.utils.tensorboard.SummaryWriter(Path.Combine(Folder, run), createRunName: false);
        return writer;
    }
}
