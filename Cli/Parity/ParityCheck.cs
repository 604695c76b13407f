using System.Globalization;
using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Compares an eager model with an exported one in ONNX Runtime, value by value.</summary>
internal sealed class ParityCheck(EagerModel eager, InferenceModel exported, ParityTolerance tolerance)
{
    /// <summary>Runs both on the same rows.</summary>
    /// <param name="name">What is compared, for reports.</param>
    /// <param name="batch">The rows.</param>
    /// <param name="differences">Receives every value's absolute difference where given.</param>
    /// <exception cref="SignatureMismatchException">The exported model takes other inputs.</exception>
    public ParityCaseResult Compare(string name, RowBatch batch, List<double>? differences = null)
    {
        using var scope = NewDisposeScope();
        var expected = eager.Call(batch.Eager);
        var received = exported.Run(batch.Feed);
        var rows = batch.Eager[0].dim() == 0 ? 1 : batch.Eager[0].shape[0];
        var outputs = exported.Signature.Outputs;
        if (expected.Count != outputs.Count)
            return new ParityCaseResult(name, rows, 0, double.PositiveInfinity, double.PositiveInfinity, $"{expected.Count} outputs of the model, {outputs.Count} of the exported one");
        var result = new ParityCaseResult(name, rows, 0, 0, 0, null);
        for (var i = 0; i < outputs.Count; i++) result = Add(result, outputs[i].Name, expected[i], received[outputs[i].Name], differences);
        return result;
    }

    private ParityCaseResult Add(ParityCaseResult result, string output, Tensor expected, TensorData received, List<double>? differences)
    {
        using var scope = NewDisposeScope();
        var other = TorchTensors.ToTensor(received);
        if (expected.dtype != other.dtype || !expected.shape.AsSpan().SequenceEqual(other.shape))
        {
            return result with
            {
                MaxAbsolute = double.PositiveInfinity,
                MaxRelative = double.PositiveInfinity,
                Mismatch = result.Mismatch ?? $"output \"{output}\": {expected.dtype} [{string.Join(", ", expected.shape)}] of the model, {received} of ONNX Runtime",
            };
        }
        var wanted = ToDoubles(expected);
        var got = ToDoubles(other);
        var scale = Math.Sqrt(wanted.Where(double.IsFinite).Select(value => value * value).DefaultIfEmpty(0).Average());
        var exact = !expected.is_floating_point();
        double maxAbsolute = result.MaxAbsolute, maxRelative = result.MaxRelative;
        var mismatch = result.Mismatch;
        for (var i = 0; i < wanted.Length; i++)
        {
            var difference = Difference(wanted[i], got[i]);
            differences?.Add(difference);
            maxAbsolute = Math.Max(maxAbsolute, difference);
            if (Math.Abs(wanted[i]) > tolerance.Absolute) maxRelative = Math.Max(maxRelative, double.IsInfinity(difference) ? difference : difference / Math.Abs(wanted[i]));
            var allowed = exact || !double.IsFinite(wanted[i]) ? 0 : tolerance.Absolute + tolerance.Relative * Math.Max(Math.Abs(wanted[i]), scale);
            if (difference <= allowed || mismatch is not null) continue;
            mismatch = string.Create(CultureInfo.InvariantCulture,
                $"output \"{output}\", element {i}: {wanted[i]:G9} of the model, {got[i]:G9} of ONNX Runtime, a difference of {difference:G3} where {allowed:G3} is allowed");
        }
        return result with { Values = result.Values + wanted.Length, MaxAbsolute = maxAbsolute, MaxRelative = maxRelative, Mismatch = mismatch };
    }

    // NaN equals NaN, and an infinity only itself.
    private static double Difference(double wanted, double got)
    {
        if (wanted.Equals(got)) return 0;
        var difference = Math.Abs(wanted - got);
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    private static double[] ToDoubles(Tensor tensor) => tensor.to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
}
