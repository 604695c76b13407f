using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The checks of what a model is fitted, evaluated and asked with.</summary>
internal static class TrainingData
{
    /// <summary>Refuses a count below 1.</summary>
    public static void CheckCount(string where, string what, int count)
    {
        if (count < 1) throw new ConfigException(where, $"1 or more {what}", $"{count}", "Give a number of 1 or more.");
    }

    /// <summary>Refuses tensors without rows, and targets that are not one a row.</summary>
    public static void CheckRows(string where, Tensor x, Tensor? y = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.dim() == 0 || x.shape[0] == 0)
            throw new DataException(where, "inputs of 1 row or more, [rows, ...]", $"inputs of shape {Shape.Of(x)}", "Check where the rows come from.");
        if (y is null) return;
        if (y.dim() == 0 || y.shape[0] != x.shape[0])
        {
            throw new DataException(where, $"as many targets as inputs, {x.shape[0]} rows", $"targets of shape {Shape.Of(y)}",
                "Give one target for each row of inputs.");
        }
    }
}
