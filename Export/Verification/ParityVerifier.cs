using System.Text.RegularExpressions;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>Compares the final bytes, run by ONNX Runtime, with the traced function on fresh data.</summary>
internal sealed partial class ParityVerifier(TracedFunction function, IReadOnlyList<InputSpec> inputs, IReadOnlyList<string> outputNames, Tolerance tolerance)
{
    private const long FirstSeed = 7_919; // tracing uses seeds below

    // ONNX Runtime's kernels for these end the process on an empty sequence
    private static readonly string[] Recurrent = ["GRU", "LSTM", "RNN"];

    private static readonly string[] ByPosition = ["GridSample", "Resize"];

    private Lazy<Dictionary<string, NodeOrigin>> origins = new([]);

    /// <exception cref="VerificationException">A value differs, an output has another shape or type, or the bytes do not load or run.</exception>
    /// <param name="bytes">The file's content.</param>
    /// <param name="sampler">Makes the data.</param>
    /// <param name="plan">The sizes.</param>
    /// <param name="far">The dimensions to make large too.</param>
    /// <param name="seeds">How many sets of data are tried at each size.</param>
    /// <param name="warnings">Gets the sizes that the function rejects, and those at which the file does not follow it though nothing was promised.</param>
    public ParityReport Verify(ReadOnlyMemory<byte> bytes, InputSampler sampler, SizePlan plan, IReadOnlyCollection<string> far, int seeds, List<string> warnings)
    {
        // as a user runs them, and as they stand in the file: what ONNX Runtime rewrites must hold, and what it rewrites away too
        origins = OriginsOf(bytes);
        using var optimized = Load(bytes, optimize: true);
        using var plain = Load(bytes, optimize: false);
        var cases = new List<ParityCase>();
        var rejected = new List<string>();
        var operators = OnnxFileSummary.Read(bytes).Operators.Keys.ToList();
        // positions that both sides compute in single precision drift apart as sizes grow
        foreach (var sizes in plan.ForVerification(operators.Intersect(ByPosition).Any() ? [] : far))
            for (int seed = 0; seed < seeds; seed++)
                if (Try(sampler, sizes, FirstSeed + seed, rejected, optimized, plain) is { } result) cases.Add(result);
        if (cases.Count == 0)
            throw new VerificationException("Verification", "at least one size that was not traced at which the function runs", string.Join("; ", rejected.Distinct()), "Make the dimension fixed.");
        var recurrent = Recurrent.Intersect(operators).ToList();
        foreach (var (sizes, promised) in plan.Empty())
        {
            if (recurrent.Count > 0)
            {
                if (promised) rejected.Add($"ONNX Runtime's {string.Join(", ", recurrent)} cannot run on nothing: the file is not proved at {sizes}");
                continue;
            }
            try
            {
                // what the function itself does not take is no loss
                if (Try(sampler, sizes, FirstSeed, [], optimized, plain) is { } result) cases.Add(result);
            }
            catch (VerificationException) when (!promised) { rejected.Add($"the function runs at {sizes} and the file does not follow it there; its sizes begin at 1"); }
        }
        warnings.AddRange(rejected.Distinct().Where(r => !warnings.Contains(r)));
        return new ParityReport(cases, tolerance.Absolute, tolerance.Relative);
    }

    /// <summary>Whether the bytes give what the function gives on one set of data.</summary>
    public bool Holds(ReadOnlyMemory<byte> bytes, InputSampler sampler, SizeAssignment sizes, long seed)
    {
        try
        {
            origins = OriginsOf(bytes);
            using var model = Load(bytes, optimize: true);
            return Try(sampler, sizes, seed, [], model) is not null;
        }
        catch (VerificationException) { return false; }
    }

    /// <summary>The first value in which two tensors differ by more than is allowed; null when there is none.</summary>
    public Mismatch? Difference(string name, TensorData expected, TensorData received) => TensorComparison.Compare(name, expected, received, tolerance).Mismatch;

    private ParityCase? Try(InputSampler sampler, SizeAssignment sizes, long seed, List<string> rejected, params IReadOnlyList<InferenceModel> models)
    {
        var arguments = sampler.Sample(sizes, seed);
        try
        {
            if (Eager(arguments, out var refusal) is not { } expected)
            {
                rejected.Add($"the function itself rejects {sizes}: {refusal}");
                return null;
            }
            var results = models.Select(model => Compare(model, arguments, expected, sizes, seed)).ToList();
            return results[0] with { MaxAbsolute = results.Max(r => r.MaxAbsolute), MaxRelative = results.Max(r => r.MaxRelative) };
        }
        finally
        {
            foreach (var argument in arguments) argument.Dispose();
        }
    }

    private static Lazy<Dictionary<string, NodeOrigin>> OriginsOf(ReadOnlyMemory<byte> bytes) =>
        new(() => OnnxReader.Read(bytes).Graph.Nodes.Where(n => n.Origin is not null).ToDictionary(n => n.Name, n => n.Origin!));

    private static InferenceModel Load(ReadOnlyMemory<byte> bytes, bool optimize)
    {
        try { return InferenceModel.Load(bytes, new InferenceOptions { Optimize = optimize }); }
        catch (ModelLoadException e)
        {
            throw new VerificationException("Verification", "bytes that ONNX Runtime loads", e.Message, "This is a defect of the exporter; report it with the function. No file was written.", e);
        }
    }

    private IReadOnlyList<Tensor>? Eager(IReadOnlyList<Tensor> arguments, out string? refusal)
    {
        refusal = null;
        try
        {
            var results = function.Call([.. arguments.Select(a => a.clone())]);
            if (!results.Any(r => r.IsInvalid)) return results;
            refusal = "it gives no tensor there"; // as libtorch's own attention does for nothing
            return null;
        }
        catch (Exception e) when (e is System.Runtime.InteropServices.ExternalException or ArgumentException)
        {
            refusal = e.Message.Split('\n')[0];
            return null;
        }
    }

    private ParityCase Compare(InferenceModel model, IReadOnlyList<Tensor> arguments, IReadOnlyList<Tensor> expected, SizeAssignment sizes, long seed)
    {
        IReadOnlyDictionary<string, TensorData> received;
        try { received = model.Run(Feeds(inputs, arguments)); }
        catch (InferenceException e)
        {
            throw new VerificationException($"Verification at {sizes}{Place(e.Message)}", "a run that ends", e.Message, "This is a defect of the exporter, or a size that the function froze; report it with the function. No file was written.", e) { Sizes = sizes, Seed = seed };
        }
        var differences = outputNames.Select((name, i) => TensorComparison.Compare(name, TorchTensors.ToTensorData(expected[i]), received[name], tolerance)).ToList();
        if (differences.FirstOrDefault(d => d.Mismatch is not null) is { Mismatch: { } mismatch })
            throw new VerificationException($"Verification at {(sizes.Sizes.Count == 0 ? "the example's size" : sizes)}, {mismatch.Where}", mismatch.Expected, mismatch.Received,
                "The exported graph does not compute what the function computes; report it with the function. No file was written.") { Sizes = sizes, Seed = seed };
        return new ParityCase(sizes.Sizes, seed - FirstSeed, differences.Sum(d => d.Values), differences.Max(d => d.MaxAbsolute), differences.Max(d => d.MaxRelative));
    }

    // ONNX Runtime names the node that fails, and the node knows the line
    private string Place(string message) => NodeName().Match(message) is { Success: true } match && origins.Value.GetValueOrDefault(match.Groups["name"].Value) is { } origin
        ? $", {origin.Operator}{(origin.File is null ? "" : $" at {Path.GetFileName(origin.File)}:{origin.Line}")}" : "";

    [GeneratedRegex("Name:'(?<name>[^']*)'")]
    private static partial Regex NodeName();

    /// <summary>The arguments as the file takes them.</summary>
    public static Dictionary<string, TensorData> Feeds(IReadOnlyList<InputSpec> inputs, IReadOnlyList<Tensor> arguments)
    {
        var feeds = new Dictionary<string, TensorData>();
        for (int i = 0; i < inputs.Count; i++)
            feeds[inputs[i].Name] = inputs[i].Vocabulary is { } vocabulary ? TorchTensors.ToTexts(arguments[i], vocabulary) : TorchTensors.ToTensorData(arguments[i]);
        return feeds;
    }
}
