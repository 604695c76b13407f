using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A loss of one formula, its curve, and training that goes on after the model was saved and loaded.</summary>
public static class HuberFunction
{
    /// <summary>Half the squared error where it is below 1, and a line above.</summary>
    /// <param name="yTrue">The targets.</param>
    /// <param name="yPred">The predictions, of the same shape.</param>
    [CustomObject("seed/huber-fn")]
    public static Tensor HuberFn(Tensor yTrue, Tensor yPred)
    {
        var error = yTrue - yPred;
        var isSmallError = error.abs() < 1;
        var squaredLoss = error.square() / 2;
        var linearLoss = error.abs() - 0.5;
        return where(isSmallError, squaredLoss, linearLoss);
    }

    /// <summary>Draws the loss, trains for two epochs, saves, loads, trains for two more, and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>huber.svg</c>, <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Run(ChapterData data, string folder)
    {
        Plot.LossShape(Loss.Of(HuberFn)).Save(Path.Combine(folder, "huber.svg"));

        var options = new FitOptions { Epochs = 2, Validation = data.Validation };
        var model = new Sequential([new Dense(30, "selu", kernelInitializer: "lecun_normal"), new Dense(1)], input: [8]);
        model.Compile(Loss.Of(HuberFn), "nadam", "mae");
        var first = model.Fit(data.Training, options);

        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        var registry = new CustomObjectRegistry().RegisterFunction(HuberFn);
        var loaded = (Sequential)ModelBundle.Load(Path.Combine(folder, "model.forge"), registry).Model;
        var second = loaded.Fit(data.Training, options);

        OnnxExporter.Export(loaded, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(loaded, first, second);
    }
}
