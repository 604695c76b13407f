using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Metrics that stream over batches: what they give is not the mean of the batches' results. <see cref="HuberMetric"/> has a parameter.</summary>
public static class StreamingMetrics
{
    /// <summary>Prints a precision after one batch, after two, its states, and after a reset; then a Huber metric after each of two batches.</summary>
    public static void Run(TextWriter output)
    {
        var precision = new Precision();
        precision.Update(tensor(new[] { 0f, 1, 1, 1, 0, 1, 0, 1 }), tensor(new[] { 1f, 1, 0, 1, 0, 1, 0, 1 }));
        output.WriteLine(precision.Result());
        precision.Update(tensor(new[] { 0f, 1, 0, 0, 1, 0, 1, 1 }), tensor(new[] { 1f, 0, 1, 1, 0, 0, 0, 0 }));
        output.WriteLine(precision.Result());
        output.WriteLine(string.Join(", ", precision.States.Select(state => $"{state.Key} {TensorText.Of(state.Value)}")));
        precision.Reset();
        output.WriteLine(precision.Result());

        var huber = new HuberMetric(2);
        huber.Update(tensor(new[,] { { 2f } }), tensor(new[,] { { 10f } }));
        output.WriteLine(huber.Result());
        huber.Update(tensor(new[,] { { 0f }, { 5f } }), tensor(new[,] { { 1f }, { 9.25f } }));
        output.WriteLine(huber.Result());
    }

    /// <summary>Trains with a Huber metric beside another loss, saves and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Train(ChapterData data, string folder)
    {
        var model = new Sequential([new Dense(30, new Selu(), kernelInitializer: new LecunNormal()), new Dense(1)], input: [8]);
        model.Compile(new MeanSquaredError(), new Nadam(), new HuberMetric(2));
        var history = model.Fit(data.Training, new FitOptions { Epochs = 2 });
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        OnnxExporter.Export(model, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(model, history);
    }
}
