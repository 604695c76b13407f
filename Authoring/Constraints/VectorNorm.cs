using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>The norms of a weight's vectors.</summary>
internal static class VectorNorm
{
    /// <summary>What is added to a norm before a division, so that a vector of norm 0 stays 0 instead of becoming NaN.</summary>
    public const double Smallest = 1e-7;

    /// <summary>The Euclidean norm along a dimension, which stays as one of size 1.</summary>
    public static Tensor Of(Tensor weight, int axis) => weight.square().sum([axis], keepdim: true).sqrt();
}
