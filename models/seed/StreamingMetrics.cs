using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 11: metrics that stream over batches, whose result is not the mean of the batches' results.</summary>
public static class StreamingMetrics
{
    /// <summary>How much of what was predicted as 1 is 1.</summary>
    [CustomObject("seed/streaming-precision")]
    public sealed class StreamingPrecision : Metric
    {
        private readonly Tensor right;
        private readonly Tensor predicted;

        /// <summary>A metric without batches.</summary>
        /// <param name="name">The name in histories; null means <c>streaming_precision</c>.</param>
        public StreamingPrecision(string? name = null) : base(name) => (right, predicted) = (AddState("right"), AddState("predicted"));

        /// <inheritdoc/>
        public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
        {
            using var scope = NewDisposeScope();
            var positive = prediction > 0.5;
            right.add_((positive & (target > 0.5)).sum().to(ScalarType.Float64));
            predicted.add_(positive.sum().to(ScalarType.Float64));
        }

        /// <inheritdoc/>
        public override double Result() => predicted.item<double>() == 0 ? 0 : right.item<double>() / predicted.item<double>();
    }

    /// <summary>Prints 0.8 after the first batch and 0.5 after both; then the Huber metric's mean.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var precision = new StreamingPrecision();
        precision.Update(tensor(new[] { 0f, 1, 1, 1, 0, 1, 0, 1 }), tensor(new[] { 1f, 1, 0, 1, 0, 1, 0, 1 }));
        output.WriteLine(precision.Result());
        precision.Update(tensor(new[] { 0f, 1, 0, 0, 1, 0, 1, 1 }), tensor(new[] { 1f, 0, 1, 1, 0, 0, 0, 0 }));
        output.WriteLine(precision.Result());
        output.WriteLine(string.Join(", ", precision.States.Select(state => $"{state.Key} {TensorText.Of(state.Value)}")));
        precision.Reset();
        output.WriteLine(precision.Result());

        var huber = new HuberMetric(2);
        huber.Update(tensor(new[] { 2f }).reshape(1, 1), tensor(new[] { 10f }).reshape(1, 1));
        output.WriteLine($"{huber.Name} {huber.Result()}");
    }
}
