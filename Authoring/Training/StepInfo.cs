namespace OnnxForge.Authoring;

/// <summary>Where a training is after a step.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Epochs">How many epochs there are.</param>
/// <param name="Step">The step in the epoch, from 1.</param>
/// <param name="StepsPerEpoch">How many steps an epoch has; null where only reading the data tells.</param>
/// <param name="Values">The loss and metrics over the epoch so far, computed when read: reading costs, and later reading gives later values.</param>
public sealed record StepInfo(int Epoch, int Epochs, int Step, int? StepsPerEpoch, IReadOnlyDictionary<string, double> Values);
