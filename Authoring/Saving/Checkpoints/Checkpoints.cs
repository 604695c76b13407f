namespace OnnxForge.Authoring;

/// <summary>Where and when a training writes checkpoints: bundles from which <see cref="FitOptions.ResumeFrom"/> goes on to the bit, and which <see cref="ModelBundle.Load(string, CustomObjectRegistry, IProgress{double})"/>
/// reads as models. The training waits only for the copying of weights and states; another thread writes them, each file whole or not at all. The end of a
/// training, cancelled or not, is a checkpoint too.</summary>
/// <remarks>A file is named after the steps since the training's start, <c>step-00000120.forge</c>.</remarks>
/// <param name="Folder">The folder, which is made. A training that begins needs one without checkpoints, so that none of another is lost.</param>
/// <param name="EverySteps">The steps from one checkpoint to the next, 1 or more, within epochs too; null (the default) writes after epochs alone.</param>
/// <param name="EveryEpochs">The epochs from one checkpoint to the next, after the validation, 1 or more, default 1.</param>
/// <param name="Keep">How many of the last ones are kept, 1 or more, default 3; null keeps all.</param>
/// <param name="Best">A value such as <c>val_loss</c>: the epoch with its best figure so far is kept as <c>best.forge</c> besides; null (the default) keeps none.</param>
/// <param name="Mode">Which figures of that value are better.</param>
/// <exception cref="ConfigException">A number is below 1.</exception>
public sealed record Checkpoints(string Folder, int? EverySteps = null, int EveryEpochs = 1, int? Keep = 3, string? Best = null, MonitorMode Mode = MonitorMode.Auto)
{
    /// <summary>The folder.</summary>
    public string Folder { get; init; } = string.IsNullOrWhiteSpace(Folder) ? throw new ConfigException(nameof(Checkpoints), "a folder", "none", "Name the folder that gets the checkpoints.") : Folder;

    /// <summary>The steps from one checkpoint to the next, or null.</summary>
    public int? EverySteps { get; init; } = EverySteps is { } steps ? Settings.AtLeast(1, steps, nameof(Checkpoints), "everySteps") : null;

    /// <summary>The epochs from one checkpoint to the next.</summary>
    public int EveryEpochs { get; init; } = Settings.AtLeast(1, EveryEpochs, nameof(Checkpoints), "everyEpochs");

    /// <summary>How many of the last ones are kept, or null.</summary>
    public int? Keep { get; init; } = Keep is { } keep ? Settings.AtLeast(1, keep, nameof(Checkpoints), "keep") : null;
}
