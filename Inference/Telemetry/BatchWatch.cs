using System.Diagnostics;

namespace OnnxForge.Inference;

/// <summary>Tells those who listen that a batch starts.</summary>
internal static class BatchWatch
{
    /// <returns>The span around the batch's runs, linked to those of the callers; null where nobody listens.</returns>
    public static Activity? Start(string model, List<BatchRequest> requests)
    {
        if (Instruments.BatchSize.Enabled)
        {
            Instruments.BatchSize.Record(Rows(requests), new KeyValuePair<string, object?>(Instruments.ModelTag, model));
        }

        if (Instruments.QueueDuration.Enabled)
        {
            foreach (var request in requests.Where(request => request.Entered != 0))
            {
                Instruments.QueueDuration.Record(Instruments.SecondsSince(request.Entered), new KeyValuePair<string, object?>(Instruments.ModelTag, model));
            }
        }

        if (!Instruments.Activities.HasListeners())
        {
            return null;
        }

        var callers = requests.Where(request => request.Caller is not null).Select(request => new ActivityLink(request.Caller!.Value));
        return Instruments.Activities
            .StartActivity(ActivityKind.Internal, parentContext: default, links: callers, name: $"batch {model}")?
            .SetTag(Instruments.ModelTag, model)
            .SetTag("onnxforge.batch.rows", Rows(requests))
            .SetTag("onnxforge.batch.requests", requests.Count);
    }

    private static long Rows(List<BatchRequest> requests) => requests.Sum(request => request.Rows);
}
