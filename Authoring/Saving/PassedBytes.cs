using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Tells how much of a file has passed, each hundredth once.</summary>
/// <param name="progress">Who is told; may be null.</param>
/// <param name="total">How many bytes there will be, about.</param>
internal sealed class PassedBytes(IProgress<double>? progress, long total)
{
    /// <summary>For tensors that are written.</summary>
    public PassedBytes(IProgress<double>? progress, IEnumerable<Tensor> tensors) : this(progress, tensors.Sum(tensor => tensor.numel() * tensor.ElementSize)) { }

    private long passed;
    private int told = -1;

    /// <summary>Counts bytes.</summary>
    public void Add(long bytes)
    {
        passed += bytes;
        var hundredths = total == 0 ? 0 : (int)Math.Min(99, 100 * passed / total);
        if (hundredths <= told) return;
        told = hundredths;
        progress?.Report(hundredths / 100.0);
    }

    /// <summary>All has passed.</summary>
    public void End() => progress?.Report(1);
}
