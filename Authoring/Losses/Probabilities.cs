using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Probabilities and their logarithms, finite where a probability is 0 or 1.</summary>
internal static class Probabilities
{
    // What softmax and sigmoid of half precision may be off by.
    private const double Rounding = 0.01;

    /// <summary>Targets drawn by <paramref name="amount"/> towards 1 / classes.</summary>
    public static Tensor Smooth(Tensor target, double amount, long classes) => amount == 0 ? target : target * (1 - amount) + amount / classes;

    /// <summary>log p and log(1 - p) of each element.</summary>
    public static (Tensor One, Tensor Zero) BinaryLogs(Tensor prediction, bool fromLogits)
    {
        if (fromLogits) return (nn.functional.logsigmoid(prediction), nn.functional.logsigmoid(-prediction));
        var clipped = Clip(prediction);
        return (clipped.log(), (-clipped).log1p());
    }

    /// <summary>The logarithms of the classes' probabilities, which sum to 1 over the axis.</summary>
    public static Tensor Logs(Tensor prediction, int axis, bool fromLogits) => fromLogits
        ? special.log_softmax(prediction, axis)
        : Clip(prediction / prediction.sum(axis, keepdim: true).clamp(min: Epsilon(prediction.dtype))).log();

    /// <summary>Probabilities kept away from 0 and 1.</summary>
    public static Tensor Clip(Tensor probabilities)
    {
        var epsilon = Epsilon(probabilities.dtype);
        return probabilities.clamp(epsilon, 1 - epsilon);
    }

    /// <summary>Refuses what cannot be probabilities; NaN passes, as training reports it.</summary>
    /// <exception cref="DataException">A value is below 0 or above 1.</exception>
    public static void Require(string where, Tensor prediction)
    {
        if (prediction.numel() == 0) return;
        var (low, high) = ValueRange.Of(prediction);
        if (!(low < -Rounding || high > 1 + Rounding)) return;
        throw new DataException(where, "predictions that are probabilities, from 0 to 1", $"predictions from {low:G4} to {high:G4}",
            "End the model with a sigmoid or softmax, or, where the loss has fromLogits, set it to true.");
    }

    // In half precision the distance of 1 from the number below it, so that 1 - epsilon is not 1.
    private static double Epsilon(ScalarType type) => type switch
    {
        ScalarType.Float16 => 1.0 / 2048,
        ScalarType.BFloat16 => 1.0 / 256,
        _ => 1e-7,
    };
}
