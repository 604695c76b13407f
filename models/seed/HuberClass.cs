using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 7: a loss as a class, whose threshold is saved with the model, and training that goes on after loading.</summary>
public static class HuberClass
{
    /// <summary>Trains, saves, loads and trains on; prints the threshold that came back.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        using var data = ChapterData.Generate();
        var model = new Sequential([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)]);
        model.Compile(new HuberLoss(2), new Nadam(), new MeanAbsoluteErrorMetric());
        model.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 2, Validation = data.Validation });

        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.forge");
        ModelBundle.Save(path, model);
        var loaded = (Sequential)ModelBundle.Load(path, new CustomObjectRegistry().Register<HuberLoss>()).Model;
        File.Delete(path);
        output.WriteLine(loaded.Loss);
        var history = loaded.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 2, Validation = data.Validation });
        output.WriteLine(string.Join(", ", history.Epochs[^1].Values.Keys));
    }
}
