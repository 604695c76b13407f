using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 10: an activation, an initializer, a regularizer and a constraint of one's own.</summary>
public static class CustomParts
{
    /// <summary>log(exp(z) + 1).</summary>
    [CustomObject("seed/my-softplus")]
    public sealed record MySoftplus : Activation
    {
        /// <inheritdoc/>
        public override Tensor Apply(Tensor input) => log(exp(input) + 1);
    }

    /// <summary>Normal numbers of the deviation sqrt(2 / (inputs + outputs)).</summary>
    [CustomObject("seed/my-glorot-initializer")]
    public sealed record MyGlorotInitializer : Initializer
    {
        /// <inheritdoc/>
        public override Tensor Create(long[] shape) => randn(shape) * Math.Sqrt(2.0 / (shape[0] + shape[1]));
    }

    /// <summary>Prints each part at known values, and that a layer of all of them comes back from a file.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        output.WriteLine(TensorText.Of(new MySoftplus().Apply(zeros(2))));
        output.WriteLine(TensorText.Of(new MyL1Regularizer(0.01).Penalty(tensor(new[] { -100f, 200f }))));
        output.WriteLine(TensorText.Of(new PositiveWeights().Apply(tensor(new[] { -1f, 2f }))));

        var model = new Sequential(
        [
            new Dense(30, new Selu(), kernelInitializer: new LecunNormal()),
            new Dense(1, new MySoftplus(), kernelInitializer: new MyGlorotInitializer(), kernelRegularizer: new MyL1Regularizer(0.01), kernelConstraint: new PositiveWeights()),
        ]);
        using var data = ChapterData.Generate();
        model.Compile(new MeanSquaredError(), new Nadam(), new MeanAbsoluteErrorMetric());
        model.Fit(data.Training.X, data.Training.Y, new FitOptions { Epochs = 1 });
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.forge");
        ModelBundle.Save(path, model);
        var registry = new CustomObjectRegistry().Register<MySoftplus>().Register<MyGlorotInitializer>().Register<MyL1Regularizer>().Register<PositiveWeights>();
        var loaded = (Sequential)ModelBundle.Load(path, registry).Model;
        File.Delete(path);
        var last = (Dense)loaded.Layers[1];
        output.WriteLine($"{last.Activation} {last.KernelInitializer} {last.KernelRegularizer} {last.KernelConstraint}");
        output.WriteLine($"smallest weight {(last.Kernel.min().item<float>() >= 0 ? "not negative" : "negative")}");
    }
}
