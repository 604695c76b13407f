using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The point of the simplex nearest to x along an axis: shares that add up to 1, small ones exactly 0 (Martins and Astudillo 2016).</summary>
/// <param name="Axis">The dimension along which the shares add up to 1, counted from the end where negative; default the last.</param>
[CustomObject("onnxforge/sparsemax")]
public sealed record Sparsemax(int Axis = -1) : Activation
{
    /// <inheritdoc/>
    public override Tensor Apply(Tensor input)
    {
        var values = input.transpose(Axis, -1);
        var (sorted, _) = values.sort(-1, descending: true);
        var numbers = arange(1, values.shape[^1] + 1, input.dtype, input.device);
        // The mean excess of the k largest values grows with k until k is the number of shares above 0, and falls afterwards: its maximum is the threshold.
        var threshold = ((sorted.cumsum(-1) - 1) / numbers).amax([-1L], keepdim: true);
        return (values - threshold).relu().transpose(Axis, -1);
    }
}
