using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>A layer whose weights are made when the first input comes, <c>[..., in]</c> to <c>[..., units]</c>.</summary>
/// <param name="units">The size of the output's last dimension.</param>
/// <param name="activation">What is applied to the output; null means nothing.</param>
[CustomObject("seed/my-dense")]
public sealed class MyDense(int units, Activation? activation = null) : Layer
{
    private Parameter? kernel, bias;

    /// <summary>The size of the output's last dimension.</summary>
    public int Units { get; } = units;

    /// <summary>What is applied to the output.</summary>
    public Activation Activation { get; } = activation ?? new Linear();

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        kernel = AddWeight("kernel", [input[^1], Units], new GlorotNormal());
        bias = AddWeight("bias", [Units], new Zeros());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor x) => Activation.Apply(x.matmul(kernel!) + bias!);

    /// <inheritdoc/>
    protected override Shape ComputeOutputShape(Shape input) => [.. input.SkipLast(1), Units];

    /// <summary>Trains two such layers for two epochs, saves, loads and exports.</summary>
    /// <param name="data">The chapter's data.</param>
    /// <param name="folder">Where <c>model.forge</c> and <c>model.onnx</c> are written.</param>
    public static SeedRun Run(ChapterData data, string folder)
    {
        var model = new Sequential([new MyDense(30, new Relu()), new MyDense(1)], input: [8]);
        model.Compile(new MeanSquaredError(), new Nadam());
        var history = model.Fit(data.Training, new FitOptions { Epochs = 2, Validation = data.Validation });
        ModelBundle.Save(Path.Combine(folder, "model.forge"), model);
        var loaded = (Sequential)ModelBundle.Load(Path.Combine(folder, "model.forge"), new CustomObjectRegistry().Register<MyDense>()).Model;
        OnnxExporter.Export(loaded, zeros(1, 8), Path.Combine(folder, "model.onnx"));
        return new SeedRun(loaded, history);
    }
}
