using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Compares the final bytes, run by ONNX Runtime, with the traced function on fresh data.</summary>
internal sealed class ParityVerifier(TracedFunction function, IReadOnlyList<InputSpec> inputs, IReadOnlyList<string> outputNames, Tolerance tolerance)
{
    /// <exception cref="VerificationException">A value differs, an output has another shape or type, or the bytes do not load or run.</exception>
    public ParityReport Verify(ReadOnlyMemory<byte> bytes, InputSampler sampler, int seeds, List<string> warnings)
    {
        using var model = Load(bytes);
        var cases = new List<ParityCase>();
        var rejected = new List<string>();
        foreach (var sizes in SizeAssignment.ForVerification(sampler.Symbols))
            for (int seed = 0; seed < seeds; seed++)
            {
                var arguments = sampler.Sample(sizes, FirstSeed + seed);
                try
                {
                    if (Eager(arguments, out var refusal) is { } expected) cases.Add(Compare(model, arguments, expected, sizes, seed));
                    else rejected.Add($"the function itself rejects {sizes}: {refusal}");
                }
                finally
                {
                    foreach (var argument in arguments) argument.Dispose();
                }
            }
        if (cases.Count == 0)
            throw new VerificationException("Verification", "at least one size that was not traced at which the function runs", string.Join("; ", rejected.Distinct()), "Make the dimension fixed.");
        warnings.AddRange(rejected.Distinct().Where(r => !warnings.Contains(r)));
        return new ParityReport(cases, tolerance.Absolute, tolerance.Relative);
    }

    private const long FirstSeed = 7_919; // tracing uses seeds below

    private static InferenceModel Load(ReadOnlyMemory<byte> bytes)
    {
        try { return InferenceModel.Load(bytes); }
        catch (ModelLoadException e)
        {
            throw new VerificationException("Verification", "bytes that ONNX Runtime loads", e.Message, "This is a defect of the exporter; report it with the function. No file was written.", e);
        }
    }

    private IReadOnlyList<Tensor>? Eager(IReadOnlyList<Tensor> arguments, out string? refusal)
    {
        refusal = null;
        try { return function.Call([.. arguments.Select(a => a.clone())]); }
        catch (Exception e) when (e is System.Runtime.InteropServices.ExternalException or ArgumentException)
        {
            refusal = e.Message.Split('\n')[0];
            return null;
        }
    }

    private ParityCase Compare(InferenceModel model, IReadOnlyList<Tensor> arguments, IReadOnlyList<Tensor> expected, SizeAssignment sizes, int seed)
    {
        var feeds = new Dictionary<string, TensorData>();
        for (int i = 0; i < inputs.Count; i++)
            feeds[inputs[i].Name] = inputs[i].Vocabulary is { } vocabulary ? TorchTensors.ToTexts(arguments[i], vocabulary) : TorchTensors.ToTensorData(arguments[i]);
        IReadOnlyDictionary<string, TensorData> received;
        try { received = model.Run(feeds); }
        catch (InferenceException e)
        {
            throw new VerificationException($"Verification at {sizes}", "a run that ends", e.Message, "This is a defect of the exporter, or a size that the function froze; report it with the function. No file was written.", e);
        }
        var differences = outputNames.Select((name, i) => TensorComparison.Compare(name, TorchTensors.ToTensorData(expected[i]), received[name], tolerance)).ToList();
        if (differences.FirstOrDefault(d => d.Mismatch is not null) is { Mismatch: { } mismatch })
            throw new VerificationException($"Verification at {(sizes.Sizes.Count == 0 ? "the example's size" : sizes)}, {mismatch.Where}", mismatch.Expected, mismatch.Received,
                "The exported graph does not compute what the function computes; report it with the function. No file was written.");
        return new ParityCase(sizes.Sizes, seed, differences.Sum(d => d.Values), differences.Max(d => d.MaxAbsolute), differences.Max(d => d.MaxRelative));
    }
}
