using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The shape rules that losses and metrics share.</summary>
internal static class SampleWeights
{
    /// <summary>Refuses a target whose shape is not the prediction's: <c>[32]</c> against <c>[32, 1]</c> would broadcast to <c>[32, 32]</c>.</summary>
    public static void RequireEqualShapes(string where, Tensor target, Tensor prediction)
    {
        if (target.shape.AsSpan().SequenceEqual(prediction.shape)) return;
        throw new ShapeException(where, $"a target of the prediction's shape {Shape.Of(prediction)}", $"a target of shape {Shape.Of(target)}",
            "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).");
    }

    /// <summary>The weights shaped <c>[batch, 1, ...]</c>, so that they multiply values <c>[batch, ...]</c> sample by sample.</summary>
    public static Tensor Align(string where, Tensor weight, Tensor values)
    {
        var batch = values.dim() == 0 ? 0 : values.shape[0];
        var perSample = weight.dim() >= 1 && weight.shape[0] == batch && weight.numel() == batch;
        if (!perSample)
        {
            throw new ShapeException(where, $"one sample weight for each of {batch} samples, shape [{batch}] or [{batch}, 1]",
                $"weights of shape {Shape.Of(weight)}", "Give one weight a sample.");
        }
        var aligned = new long[values.dim()];
        Array.Fill(aligned, 1);
        aligned[0] = batch;
        return weight.reshape(aligned);
    }
}
