using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>An activation, an initializer, a regularizer and a constraint of one's own; <see cref="MyL1Regularizer"/> has a parameter.</summary>
public static class CustomParts
{
    /// <summary>log(exp(z) + 1).</summary>
    /// <param name="z">Any tensor.</param>
    [CustomObject("seed/my-softplus")]
    public static Tensor MySoftplus(Tensor z) => log(exp(z) + 1);

    /// <summary>Normal numbers of the standard deviation sqrt(2 / (inputs + outputs)).</summary>
    /// <param name="shape">The kernel's shape, <c>[inputs, outputs]</c>.</param>
    [CustomObject("seed/my-glorot-initializer")]
    public static Tensor MyGlorotInitializer(long[] shape) => randn(shape) * Math.Sqrt(2.0 / (shape[0] + shape[1]));

    /// <summary>Trains a layer of all four, saves, loads, trains on, and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Run(ChapterData data, string folder)
    {
        var options = new FitOptions { Epochs = 2, Validation = data.Validation };
        var model = new Sequential(
        [
            new Dense(30, "selu", kernelInitializer: "lecun_normal"),
            new Dense(1, Activation.Of(MySoftplus), kernelInitializer: Initializer.Of(MyGlorotInitializer), kernelRegularizer: new MyL1Regularizer(0.01), kernelConstraint: new PositiveWeights()),
        ], input: [8]);
        model.Compile("mse", "nadam", "mae");
        var first = model.Fit(data.Training, options);

        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        var registry = new CustomObjectRegistry().RegisterFunction(MySoftplus).RegisterFunction(MyGlorotInitializer).Register<MyL1Regularizer>().Register<PositiveWeights>();
        var loaded = (Sequential)ModelBundle.Load(Path.Combine(folder, "model.forge"), registry).Model;
        var second = loaded.Fit(data.Training, options);

        OnnxExporter.Export(loaded, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(loaded, first, second);
    }
}
