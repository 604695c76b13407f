using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>The model of the chapter, and how it learns.</summary>
public static class ChapterModel
{
    /// <summary>Trains it, draws its learning curve, saves and exports it.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>loss.svg</c>, <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    /// <param name="epochs">How often every row is seen.</param>
    public static SeedRun Run(ChapterData data, string folder, int epochs = 2)
    {
        var model = new Sequential([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)], input: [8]);
        model.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric());
        var history = model.Fit(data.Training, new FitOptions { Epochs = epochs, Validation = data.Validation });
        Plot.LearningCurve(history).Save(Path.Combine(folder, "loss.svg"));
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model, history);
    }
}
