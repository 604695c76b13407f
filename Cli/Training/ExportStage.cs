using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Cli;

/// <summary>Exports a trained model, compares it on the test rows, and only then writes it.</summary>
internal static class ExportStage
{
    private const int ExampleRows = 256;
    private static readonly int[] BatchSizes = [1, 2, 7, 64];

    /// <summary>Builds the ONNX file in memory; the exporter itself verifies it on data of its own.</summary>
    public static ExportedModel Build(EagerModel eager, int opset)
    {
        using var scope = NewDisposeScope();
        using var examples = eager.Rows.Take(Math.Min(ExampleRows, eager.Rows.Count));
        return OnnxExporter.Build(eager.Module, examples.Eager,
            new ExportOptions { Opset = opset, Inputs = eager.Inputs, OutputNames = eager.OutputNames, Metadata = eager.Metadata });
    }

    /// <summary>Compares every test row, and some batch sizes.</summary>
    /// <exception cref="DoesNotHoldException">A value differs by more than the export's tolerance.</exception>
    public static ParityResult Verify(EagerModel eager, ExportedModel built, double bundleDifference)
    {
        using var exported = InferenceModel.Load(built.Bytes);
        var tolerance = new ParityTolerance(built.Report.Parity.AbsoluteTolerance, built.Report.Parity.RelativeTolerance);
        var check = new ParityCheck(eager, exported, tolerance);
        List<double> differences = [];
        List<ParityCaseResult> cases = [];
        using (var all = eager.Rows.All()) cases.Add(check.Compare("test split", all, differences));
        foreach (var size in BatchSizes)
        {
            using var batch = eager.Rows.Take(size);
            cases.Add(check.Compare($"batch {size}", batch));
        }
        if (cases.FirstOrDefault(row => !row.Holds) is { } wrong)
        {
            throw new DoesNotHoldException($"Verification, {wrong.Name}", "the same predictions from TorchSharp and ONNX Runtime", wrong.Mismatch!,
                "The export is wrong; report it with the bundle. No ONNX file was written.");
        }
        return new ParityResult(cases, [.. differences], tolerance.Absolute, tolerance.Relative, bundleDifference);
    }

    /// <summary>The latency of both sides at batch 1 and 64, the exported model read from its file.</summary>
    public static IReadOnlyList<LatencyResult> MeasureLatency(EagerModel eager, string path, CancellationToken cancellation)
    {
        using var exported = InferenceModel.Load(path, new InferenceOptions { Threads = 1 });
        List<LatencyResult> results = [];
        foreach (var size in (int[])[1, 64])
        {
            using var batch = eager.Rows.Take(size);
            results.Add(LatencyMeasurement.Measure(eager, exported, batch, cancellation));
        }
        return results;
    }

    /// <summary>Inputs and the eager model's outputs of up to 64 test rows, as <c>in:</c> and <c>out:</c> arrays.</summary>
    public static IReadOnlyList<KeyValuePair<string, TensorData>> Samples(EagerModel eager)
    {
        const int SampleRows = 64;
        using var scope = NewDisposeScope();
        using var batch = eager.Rows.Take(Math.Min(SampleRows, eager.Rows.Count));
        var outputs = eager.Call(batch.Eager);
        return
        [
            .. batch.Feed.Select(input => KeyValuePair.Create($"in:{input.Key}", input.Value)),
            .. eager.OutputNames!.Zip(outputs, (name, output) => KeyValuePair.Create($"out:{name}", TorchTensors.ToTensorData(output))),
        ];
    }
}
