using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>The chapter's models, <see cref="ResidualRegressor"/>, one block of which is called four times, and <see cref="ReconstructingRegressor"/>, which adds a loss and a
/// metric from its inside and takes its own training step.</summary>
public static class CustomModels
{
    /// <summary>Trains a residual regressor for five epochs, saves and exports it. Gradients are clipped, or its last epoch would hang on where a few districts far from all others come.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Residual(ChapterData data, string folder) => Train(new ResidualRegressor(1), new Clipped(new Nadam(), GlobalNorm: 1), 5, data, folder);

    /// <summary>Trains a reconstructing regressor for two epochs, saves and exports it.</summary>
    /// <inheritdoc cref="Residual"/>
    public static SeedRun Reconstructing(ChapterData data, string folder) => Train(new ReconstructingRegressor(1), new Nadam(), 2, data, folder);

    private static SeedRun Train(Model model, Optimizer optimizer, int epochs, ChapterData data, string folder)
    {
        model.Compile(new MeanSquaredError(), optimizer);
        var history = model.Fit(data.Training, new FitOptions { Epochs = epochs });
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model, history);
    }
}
