using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A loss with a parameter, <see cref="HuberLoss"/>, whose threshold is saved with the model.</summary>
public static class HuberClass
{
    /// <summary>Trains for two epochs, saves, loads, trains for two more, and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Run(ChapterData data, string folder)
    {
        var options = new FitOptions { Epochs = 2, Validation = data.Validation };
        var model = new Sequential([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)], input: [8]);
        model.Compile(new HuberLoss(2), new Nadam(), new MeanAbsoluteErrorMetric());
        var first = model.Fit(data.Training, options);

        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        var registry = new CustomObjectRegistry().Register<HuberLoss>();
        var loaded = (Sequential)ModelBundle.Load(Path.Combine(folder, "model.forge"), registry).Model;
        var second = loaded.Fit(data.Training, options);

        OnnxExporter.Export(loaded, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(loaded, first, second);
    }
}
