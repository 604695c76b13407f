using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 23: the model of the chapter.</summary>
public static class ChapterModel
{
    /// <summary>Dense(30, selu, lecun_normal) and Dense(1).</summary>
    public static Sequential Create() => new([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)], [8]);

    /// <summary>Trains for two epochs on generated rows and prints which values there are, and whether the validation loss fell.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        using var data = ChapterData.Generate();
        var model = Create();
        model.Compile(new HuberLoss(), new Nadam(), new MeanAbsoluteErrorMetric());
        var history = model.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 2, Validation = data.Validation });
        output.WriteLine(string.Join(", ", history.Epochs[^1].Values.Keys));
        output.WriteLine(history.Epochs[1].Values["val_loss"] < history.Epochs[0].Values["val_loss"] ? "better" : "worse");
    }
}
