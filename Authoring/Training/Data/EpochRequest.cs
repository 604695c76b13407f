namespace OnnxForge.Authoring;

/// <summary>Which batches a training asks a source for.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="BatchSize">The samples of a batch, 1 or more; a source that has batches already keeps its own.</param>
/// <param name="Seed">The seed of the training; with the epoch it decides an order.</param>
/// <param name="Shuffle">Whether the order changes with every epoch.</param>
public sealed record EpochRequest(int Epoch, int BatchSize, long Seed, bool Shuffle);
