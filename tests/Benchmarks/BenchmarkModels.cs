using System.Runtime.InteropServices;
using OnnxForge.Tests.Inference;

namespace OnnxForge.Benchmarks;

/// <summary>The models that are measured.</summary>
internal static class BenchmarkModels
{
    /// <summary>x [n, inputs] to y [n, outputs] through one hidden layer.</summary>
    public static byte[] Perceptron(int inputs, int hidden, int outputs) => new OnnxModelBuilder()
        .Input("x", 1, "n", inputs).Output("y", 1, "n", outputs)
        .Weight("a", Values(inputs * hidden), inputs, hidden).Weight("b", Values(hidden), hidden).Weight("c", Values(hidden * outputs), hidden, outputs).Weight("d", Values(outputs), outputs)
        .Node("Gemm", ["x", "a", "b"], ["p"]).Node("Relu", ["p"], ["q"]).Node("Gemm", ["q", "c", "d"], ["y"]).Build();

    /// <summary>A chain of products with <paramref name="layers"/> square weights of <paramref name="width"/>, all in the file.</summary>
    public static byte[] Chain(int layers, int width)
    {
        var builder = Ends(width);
        for (var i = 0; i < layers; i++)
        {
            builder.Weight($"w{i}", 1, new byte[width * width * 4], width, width);
        }

        return Products(builder, layers).Build();
    }

    /// <summary>The same with all weights in the file beside it; each is a piece of one file.</summary>
    public static void WriteExternalChain(string path, int layers, int width)
    {
        var size = (long)width * width * 4;
        var (name, builder) = (Path.GetFileName(path) + ".data", Ends(width));
        for (var i = 0; i < layers; i++)
        {
            builder.ExternalWeight($"w{i}", [("location", name), ("offset", $"{i * size}"), ("length", $"{size}")], width, width);
        }

        File.WriteAllBytes(path, Products(builder, layers).Build());
        var weights = MemoryMarshal.AsBytes<float>(Values(width * width));
        using var data = File.Create(path + ".data");
        for (var i = 0; i < layers; i++)
        {
            // ONNX Runtime keeps equal weights once, and so may file systems.
            data.Write(weights[(4 * i)..]);
            data.Write(weights[..(4 * i)]);
        }
    }

    private static OnnxModelBuilder Ends(int width) => new OnnxModelBuilder().Input("x", 1, "n", width).Output("y", 1, "n", width);

    private static OnnxModelBuilder Products(OnnxModelBuilder builder, int layers)
    {
        for (var i = 0; i < layers; i++)
        {
            builder.Node("MatMul", [i == 0 ? "x" : $"v{i}", $"w{i}"], [i == layers - 1 ? "y" : $"v{i + 1}"]);
        }

        return builder;
    }

    private static float[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => MathF.Sin(i))];
}
