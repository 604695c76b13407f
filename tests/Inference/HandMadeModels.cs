using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference;

/// <summary>The models that several tests run.</summary>
internal static class HandMadeModels
{
    /// <summary>y = x · w + b: x float32 [batch, 3], y float32 [batch, 2], y0 = x0 + 2 x1 + 3 x2 + 10, y1 = -x0 + 20.</summary>
    public static byte[] Linear => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.Float32, "batch", 3)
        .Output("y", OnnxModelBuilder.Float32, "batch", 2)
        .Weight("w", [1f, -1f, 2f, 0f, 3f, 0f], 3, 2)
        .Weight("b", [10f, 20f], 2)
        .Node("Gemm", ["x", "w", "b"], ["y"])
        .Metadata("purpose", "tests").Metadata("unit", "€")
        .Build();

    /// <summary>price = the sum of 8 features: features float32 [batch, 8], price float32 [batch, 1].</summary>
    public static byte[] Housing => new OnnxModelBuilder()
        .Input("features", OnnxModelBuilder.Float32, "batch", 8).Output("price", OnnxModelBuilder.Float32, "batch", 1)
        .Weight("w", [1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f], 8, 1).Node("MatMul", ["features", "w"], ["price"]).Build();

    /// <summary>sum = left + right, where both have [batch, 2] float32; count int64 [] and names string [batch].</summary>
    public static byte[] Pair => new OnnxModelBuilder()
        .Input("left", OnnxModelBuilder.Float32, "batch", 2)
        .Input("right", OnnxModelBuilder.Float32, "batch", 2)
        .Input("names", OnnxModelBuilder.Text, "batch")
        .Output("sum", OnnxModelBuilder.Float32, "batch", 2)
        .Output("count", OnnxModelBuilder.Int64)
        .Output("labels", OnnxModelBuilder.Text, "batch")
        .Node("Add", ["left", "right"], ["sum"])
        .Node("Size", ["left"], ["count"])
        .Node("Identity", ["names"], ["labels"])
        .Build();

    /// <summary>y = x, of any element type, with one size of any length.</summary>
    public static byte[] Identity(int type) => new OnnxModelBuilder()
        .Input("x", type, "n").Output("y", type, "n").Node("Identity", ["x"], ["y"]).Build();

    public static Dictionary<string, TensorData> Named(params (string Name, TensorData Tensor)[] tensors) =>
        tensors.ToDictionary(pair => pair.Name, pair => pair.Tensor);

    /// <summary>How errors name a model that was loaded from these bytes.</summary>
    public static string InMemory(byte[] model) => $"model in memory ({model.Length} bytes)";

    /// <summary>y = x, after as many rounds of a loop as it takes to be stopped; a limit ends it otherwise.</summary>
    public static byte[] Endless => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.Float32, 1).Output("y", OnnxModelBuilder.Float32, 1)
        .Weight("rounds", [long.MaxValue])
        .Weight("go", OnnxModelBuilder.Bool, [1])
        .Node("Loop", ["rounds", "go", "x"], ["y"], ("body", new OnnxModelBuilder()
            .Input("round", OnnxModelBuilder.Int64).Input("before", OnnxModelBuilder.Bool).Input("a", OnnxModelBuilder.Float32, 1)
            .Output("after", OnnxModelBuilder.Bool).Output("b", OnnxModelBuilder.Float32, 1)
            .Node("Identity", ["before"], ["after"]).Node("Neg", ["a"], ["b"]).Graph()))
        .Build();

    /// <summary>As <see cref="Endless"/>, with as many rounds as the second input says.</summary>
    public static byte[] Counted => new OnnxModelBuilder()
        .Input("x", OnnxModelBuilder.Float32, 1).Input("rounds", OnnxModelBuilder.Int64).Output("y", OnnxModelBuilder.Float32, 1)
        .Weight("go", OnnxModelBuilder.Bool, [1])
        .Node("Loop", ["rounds", "go", "x"], ["y"], ("body", new OnnxModelBuilder()
            .Input("round", OnnxModelBuilder.Int64).Input("before", OnnxModelBuilder.Bool).Input("a", OnnxModelBuilder.Float32, 1)
            .Output("after", OnnxModelBuilder.Bool).Output("b", OnnxModelBuilder.Float32, 1)
            .Node("Identity", ["before"], ["after"]).Node("Neg", ["a"], ["b"]).Graph()))
        .Build();

    /// <summary>Asserts the type and the whole message of an error.</summary>
    public static TException Fails<TException>(Action action, string message) where TException : Exception
    {
        var error = Assert.ThrowsExactly<TException>(action);
        Assert.AreEqual(message, error.Message);
        return error;
    }
}
