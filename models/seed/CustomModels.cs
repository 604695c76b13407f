using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Rows 16 and 17: the chapter's models, <see cref="ResidualRegressor"/> and <see cref="ReconstructingRegressor"/>.</summary>
public static class CustomModels
{
    /// <summary>Prints the weights of the first, one block of which is called four times, and what the second reports of its inside.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        using var data = ChapterData.Generate();
        var residual = new ResidualRegressor(1);
        residual.Compile(new MeanSquaredError(), new Nadam());
        residual.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 1 });
        output.WriteLine(string.Join(", ", residual.named_parameters().Select(item => item.name).Where(name => name.EndsWith("kernel", StringComparison.Ordinal))));

        var reconstructing = new ReconstructingRegressor(1);
        reconstructing.Compile(new MeanSquaredError(), new Nadam());
        var history = reconstructing.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 2 });
        output.WriteLine(string.Join(", ", history.Epochs[^1].Values.Keys));
        output.WriteLine(Shape.Of(reconstructing.Predict(data.Test.X)));
    }
}
