namespace OnnxForge.Authoring;

/// <summary>The figures of a whole epoch.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Values">Loss and metrics by name, <c>loss</c> first, then those of the validation with the prefix <c>val_</c>.</param>
/// <param name="Duration">The time that training and validation took.</param>
public sealed record EpochRecord(int Epoch, IReadOnlyDictionary<string, double> Values, TimeSpan Duration);
