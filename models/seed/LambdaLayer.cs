using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A layer without weights, from a function; with a name it can be saved.</summary>
public static class LambdaLayer
{
    /// <summary>The layer's function, by a name that files hold.</summary>
    /// <param name="x">Any tensor.</param>
    [CustomObject("seed/exponential")]
    public static Tensor Exponential(Tensor x) => x.exp();

    /// <summary>Prints the exponentials of -1, 0 and 1.</summary>
    public static void Run(TextWriter output)
    {
        var exponentialLayer = new Lambda(x => x.exp());
        output.WriteLine(TensorText.Of(exponentialLayer.call(tensor(new[] { -1f, 0f, 1f }))));
    }

    /// <summary>Trains a model that ends in such a layer for five epochs, saves and exports. Gradients are clipped: behind an exponential, one district far from all others
    /// can end a training for good.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Train(ChapterData data, string folder)
    {
        var model = new Sequential([new Dense(30, new Relu()), new Dense(1), new Lambda(Exponential)], input: [8]);
        model.Compile(new MeanSquaredError(), new Clipped(new StochasticGradientDescent(), GlobalNorm: 1));
        var history = model.Fit(data.Training, new FitOptions { Epochs = 5, Validation = data.Validation });
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model, history);
    }
}
