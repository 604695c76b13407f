using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A layer that adds noise in training and nothing afterwards, of any shape.</summary>
/// <param name="deviation">The noise's standard deviation, 0 or more.</param>
[CustomObject("seed/my-gaussian-noise")]
public sealed class MyGaussianNoise(double deviation) : Layer
{
    /// <summary>The noise's standard deviation.</summary>
    public double Deviation { get; } = deviation;

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => training ? x + randn_like(x) * Deviation : x;

    /// <inheritdoc/>
    protected override Shape ComputeOutputShape(Shape input) => input;

    /// <summary>Trains a model on noisy inputs, saves and exports it; the file has no noise.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Run(ChapterData data, string folder)
    {
        var model = new Sequential([new MyGaussianNoise(0.1), new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)], input: [8]);
        model.Compile(new MeanSquaredError(), new Nadam());
        var history = model.Fit(data.Training, new FitOptions { Epochs = 2, Validation = data.Validation });
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model, history);
    }
}
