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

    /// <summary>Refuses NaN, except where a mask leaves the position out.</summary>
    public static void CheckNumbers(string where, string what, Tensor values, Tensor? mask = null)
    {
        if (!is_floating_point(values)) return;
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var missing = values.isnan();
        if (mask is not null && Masked.Fits(mask, values)) missing = missing.logical_and(Masked.Expand(mask, values));
        if (!missing.any().item<bool>()) return;
        var count = missing.sum().item<long>();
        var place = missing.nonzero()[0].cpu().data<long>().ToArray();
        var column = place.Length switch { 1 => "", 2 => $", column {place[1]}", _ => $", position [{string.Join(", ", place[1..])}]" };
        throw new DataException($"{where}, {what}", "numbers", count == 1 ? $"NaN in row {place[0]}{column}" : $"NaN in {count} places, first in row {place[0]}{column}",
            "Fill the missing values or leave the rows out; rows and columns are counted from 0.");
    }
}
