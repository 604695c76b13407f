namespace OnnxForge.Cli;

/// <summary>One epoch: its number from 1, losses and metrics by name (<c>val_</c> in front for validation), and its seconds.</summary>
internal sealed record EpochResult(int Epoch, IReadOnlyDictionary<string, double> Values, double Seconds);
