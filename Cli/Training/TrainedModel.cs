using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>What training left behind.</summary>
/// <param name="History">An entry an epoch.</param>
/// <param name="BestEpoch">The epoch whose weights the bundle holds; null when there is none.</param>
/// <param name="Interrupted">Whether the user ended it.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="BundleDifference">The largest difference of predictions of the model in memory and of the reloaded bundle, in the target's unit.</param>
/// <param name="Bundle">The bundle, reloaded; null when there is none.</param>
internal sealed record TrainedModel(
    IReadOnlyList<EpochResult> History, int? BestEpoch, bool Interrupted, TimeSpan Duration, double BundleDifference, Bundle? Bundle) : IDisposable
{
    public void Dispose() => Bundle?.Model.Dispose();
}
