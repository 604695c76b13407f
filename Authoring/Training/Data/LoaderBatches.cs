using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads TorchSharp's loader, which disposes its batch itself when it is asked for the next one.</summary>
internal static class LoaderBatches
{
    public static IEnumerable<Batch> Read(DataLoader loader, Func<Dictionary<string, Tensor>, Batch> batch)
    {
        using var batches = loader.GetEnumerator();
        while (batches.MoveNext()) yield return batch(batches.Current);
    }
}
