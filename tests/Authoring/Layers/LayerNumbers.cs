using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Values that a test writes down.</summary>
internal static class LayerNumbers
{
    /// <summary>-0.3, -0.2, ... 0.3, and again, times a factor.</summary>
    public static Tensor Fill(double factor, params long[] shape) =>
        ((arange(shape.Aggregate(1L, (product, size) => product * size)).remainder(7) - 3).to(ScalarType.Float32) / 10 * factor).reshape(shape);

    /// <summary>1, 2, 3, ...</summary>
    public static Tensor Count(params long[] shape) => arange(1, shape.Aggregate(1L, (product, size) => product * size) + 1, ScalarType.Float32).reshape(shape);

    public static void AreClose(Tensor actual, params double[] expected)
    {
        var values = actual.detach().to(ScalarType.Float64).flatten().data<double>().ToArray();
        Assert.HasCount(expected.Length, values);
        for (var i = 0; i < values.Length; i++) Assert.AreEqual(expected[i], values[i], 1e-5 * Math.Max(1, Math.Abs(expected[i])), $"value {i}");
    }

    /// <summary>Sets every weight of a layer to <see cref="Fill"/> of its shape.</summary>
    public static T Filled<T>(T layer, params TensorSpec[] inputs) where T : nn.Module, ILayer
    {
        layer.InferOutputs(inputs);
        using var noGradient = no_grad();
        foreach (var weight in LayerTree.Weights(layer)) weight.Value.copy_(Fill(1, weight.Value.shape));
        return layer;
    }

    /// <summary>The sequence from 1 through a layer.</summary>
    public static TensorSpec Spec(params long[] sizes) => new([-1, .. sizes]);
}
