namespace OnnxForge.Inference;

/// <summary>Something about running a model does not hold. The message has four parts: "Where: expected X; received Y. Do this."</summary>
public class InferenceException : Exception
{
    internal InferenceException(string where, string expected, string received, string remedy, Exception? inner = null)
        : base($"{where}: expected {expected}; received {received}. {remedy}.", inner)
    {
        Where = where;
        Expected = expected;
        Received = received;
        Remedy = remedy;
    }

    /// <summary>The file, tensor or call.</summary>
    public string Where { get; }

    /// <summary>What had to hold.</summary>
    public string Expected { get; }

    /// <summary>What was there instead.</summary>
    public string Received { get; }

    /// <summary>What to do about it, without the final period.</summary>
    public string Remedy { get; }
}
