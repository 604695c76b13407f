using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Makes a grid of an operator case: its tensors in every element type, strided, of one row, of none, and with special and extreme values among theirs.</summary>
internal static class ExampleSamples
{
    /// <summary>The row of a case; the operators that it covers are those that its trace has.</summary>
    public static SampledOperator Of(OperatorCase example) => new($"case: {example.Name}", type => Variants(example, type)) { Operator = null, Covered = new Lazy<IReadOnlyList<string>>(() => CoveredBy(example)) };

    // Sums of products: the order of the sums decides what infinities and the largest values give, and libtorch has them for few integers.
    private static readonly HashSet<OperatorCase> Sums =
    [
        .. OperatorCases.Convolution, .. OperatorCases.Matrix, .. OperatorCases.Attention, .. OperatorCases.Recurrent, .. OperatorCases.Normalization, .. OperatorCases.Pooling, .. OperatorCases.Resizing,
        .. OperatorCases.Loss, .. OperatorCases.LinearAlgebra, .. OperatorCases.Complex, .. OperatorCases.Signal, .. OperatorCases.GradientsOfSums,
    ];

    // libtorch takes integers where they have no elements, if at all
    private static readonly HashSet<OperatorCase> OfRealNumbers = [.. OperatorCases.Attention, .. OperatorCases.Recurrent, .. OperatorCases.LinearAlgebra, .. OperatorCases.Complex, .. OperatorCases.Signal];

    private static IEnumerable<OperatorSample> Variants(OperatorCase example, ScalarType type)
    {
        bool sums = Sums.Contains(example) || example.Name.Contains("attention", StringComparison.Ordinal) || example.Name.Contains("pools", StringComparison.Ordinal);
        if (sums && !SampleValues.IsFloating(type) && (type != ScalarType.Int64 || OfRealNumbers.Contains(example))) yield break;
        if (type == ScalarType.Float16 && OperatorCases.Complex.Contains(example)) yield break; // ONNX has no complex numbers of half precision
        if (Converted(example, type) is not { } plain) yield break;
        // without a batch ONNX Runtime keeps the dimensions that a negative axis reduces, and exports say that its size begins at 1
        yield return Sample(example, "plain", plain);
        // their graphs are unrolled for the size and long; the parity tests have them at each opset
        if (OperatorCases.LinearAlgebra.Contains(example)) yield break;
        yield return Sample(example, "strided", plain.Change(SampleValues.Strided));
        if (example.Scripted is not null && example.Specs is null && plain.Inputs.All(input => input.dim() > 0))
        {
            yield return Sample(example, "one row", plain.Rows(1));
            // ONNX Runtime's recurrent kernels end the process on a batch of none
            if (!OperatorCases.Recurrent.Contains(example)) yield return Sample(example, "no row", plain.Rows(0));
        }
        yield return Sample(example, "special values", plain.Change(input => Sprinkled(input, sums ? SampleValues.Tame(input.dtype) : SampleValues.Special(input.dtype)), constants: false));
        if (sums) yield break;
        yield return Sample(example, "extreme values", plain.Change(input => Sprinkled(input, SampleValues.Extremes(input.dtype)), constants: false));
    }

    // TorchSharp's own functions end the process at some types that libtorch rejects, so a case in C# keeps its types.
    // Floating tensors become the type; a case without them has its integers in the type. Indices and flags beside floating tensors stay what they are.
    private static Arguments? Converted(OperatorCase example, ScalarType type)
    {
        var all = example.Inputs.Concat(example.Captured).ToList();
        bool floating = all.Any(tensor => tensor.is_floating_point());
        bool ofOneType = floating && all.All(tensor => tensor.dtype != ScalarType.Float32); // the same function has a case in float32
        if ((example.Scripted is null || ofOneType) && all.All(tensor => tensor.dtype != type)) return null;
        if (!floating && SampleValues.IsFloating(type)) return null;
        if (!floating && type != ScalarType.Bool && all.All(tensor => tensor.dtype == ScalarType.Bool)) return null;
        Tensor Convert(Tensor tensor) => tensor.is_floating_point() == floating && tensor.dtype != ScalarType.Bool ? Scaled(tensor).to(type) : tensor;
        Tensor Scaled(Tensor tensor) => !floating || SampleValues.IsFloating(type) ? tensor : type == ScalarType.Byte ? (tensor * 3).clamp(0) : tensor * 3;
        return new Arguments([.. example.Inputs.Select(Convert)], [.. example.Captured.Select(Convert)]);
    }

    private static OperatorSample Sample(OperatorCase example, string label, Arguments arguments) => example.Scripted is { } script
        ? OperatorSample.Script(example.Name, label, script, arguments.Inputs, arguments.Captured)
        : new(example.Name, label, example.Function, arguments.Inputs);

    // Every third value of a floating tensor, or of an integer one that is no index, is one of the given ones.
    private static Tensor Sprinkled(Tensor input, Tensor values)
    {
        if (!input.is_floating_point() || input.numel() == 0) return input;
        var flat = input.flatten().clone();
        for (long i = 0, next = 0; i < flat.numel(); i += 3, next++) flat[i] = values[next % values.numel()];
        return flat.reshape(input.shape);
    }

    private static List<string> CoveredBy(OperatorCase example)
    {
        const int runsUntilScriptsAreStable = 3;
        using var gradients = no_grad();
        for (int i = 0; i < runsUntilScriptsAreStable; i++) example.Function(example.Inputs);
        var table = new LoweringTable((int)OpsetVersions.Default);
        using var trace = TraceRecorder.Record(example.Function, example.Inputs, [], null);
        return [.. LeafCalls.Of(trace.Calls, table.IsLeaf).Select(call => call.Operator).Distinct()];
    }

    private sealed record Arguments(IReadOnlyList<Tensor> Inputs, IReadOnlyList<Tensor> Captured)
    {
        public Arguments Change(Func<Tensor, Tensor> change, bool constants = true) => new([.. Inputs.Select(change)], constants ? [.. Captured.Select(change)] : Captured);

        public Arguments Rows(long count) => this with { Inputs = [.. Inputs.Select(input => input.narrow(0, 0, Math.Min(count, input.shape[0])))] };
    }
}
