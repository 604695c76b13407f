using TorchSharp;

namespace OnnxForge.Authoring;

/// <summary>Reads asynchronous batches on a thread that waits for them.</summary>
internal static class AsyncBatches
{
    public static IEnumerable<Batch> Read(IAsyncEnumerable<Batch> batches)
    {
        var reader = batches.GetAsyncEnumerator();
        try
        {
            while (reader.MoveNextAsync().AsTask().GetAwaiter().GetResult())
            {
                // What another thread made belongs to no scope of this one.
                foreach (var tensor in reader.Current.Tensors) HandOver.Take(tensor);
                yield return reader.Current;
            }
        }
        finally
        {
            reader.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }
}

/// <summary>Moves tensors between the dispose scopes of threads.</summary>
internal static class HandOver
{
    /// <summary>Gives a tensor to the current dispose scope, where there is one and it does not have it yet.</summary>
    public static void Take(torch.Tensor tensor)
    {
        if (torch.CurrentDisposeScope is { } scope && !scope.Contains(tensor)) scope.Attach(tensor);
    }
}
