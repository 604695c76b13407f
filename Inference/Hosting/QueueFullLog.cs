using Microsoft.Extensions.Logging;

namespace OnnxForge.Inference.Hosting;

/// <summary>Logs that a queue is full: at once, and then at most every 10 seconds, as a flood of requests must not become one of messages.</summary>
internal sealed class QueueFullLog(ILogger logger, string model)
{
    private const long Interval = 10_000;

    private readonly object _turn = new();
    private long _next = long.MinValue;
    private long _requests;

    public void Add()
    {
        long requests;
        lock (_turn)
        {
            _requests++;
            var now = Environment.TickCount64;
            if (now < _next)
            {
                return;
            }

            (requests, _requests, _next) = (_requests, 0, now + Interval);
        }

        Log.QueueFull(logger, model, requests);
    }
}
