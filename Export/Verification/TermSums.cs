using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>The sums of the absolute values of what operators add: roundings of partial sums are of that size, however little the terms leave of each other.</summary>
/// <remarks>For terms that cancel, the error of a sum is a few unit roundoffs of it in any order and for any number of terms (Higham and Mary, Sharper
/// Probabilistic Backward Error Analysis for Basic Linear Algebra Kernels with Random Data, 2020). Partial sums of terms of one sign grow to the result, and their roundings, added one
/// after the other, to half the root of the number of terms times it, and of equal terms to <see cref="SequentialSum">more</see>. A logarithm of a sum is off by roundings of 1 where it is nearly 0. What SiLU, GLU and GELU multiply their argument by
/// is a sum, too, of a half and half a hyperbolic tangent (so ONNX Runtime computes the logistic function) or error function, which leave little of each other at negative arguments; their
/// slopes are such a sum and the argument times another.</remarks>
internal static class TermSums
{
    /// <summary>The sum of absolute values for each result of a call, in float64; null for an operator that is not known as a sum. The caller owns it.</summary>
    public static Tensor? Of(string name, TraceCall call) => name switch
    {
        "sum" or "nansum" => (Dimensions(call) is { } summed ? Terms(call, 0).sum(summed, KeepsDimensions(call)) : Terms(call, 0).sum()) + OneByOne(call) + Drift(call),
        "mean" => (Dimensions(call) is { } averaged ? Terms(call, 0).mean(averaged, KeepsDimensions(call)) : Terms(call, 0).mean()) + OneByOne(call) + Drift(call) / TermsOfEach(call),
        "cumsum" when !call.WritesSelf => Terms(call, 0).cumsum(((TraceArgument.Integer)call.Inputs[1]).Value) + SequentialSum.RunningDrift(Argument(call, 0), ((TraceArgument.Integer)call.Inputs[1]).Value),
        "log_softmax" or "_log_softmax" or "logsumexp" => Result(call) + 1,
        "mm" or "bmm" or "matmul" or "mv" or "dot" => Terms(call, 0).matmul(Terms(call, 1)),
        "linear" => Terms(call, 0).matmul(Terms(call, 1).transpose(0, -1)),
        "addmm" or "addmv" or "baddbmm" => Terms(call, 1).matmul(Terms(call, 2)),
        "silu" or "gelu" when !call.WritesSelf => Terms(call, 0),
        "silu_backward" or "gelu_backward" or "mish_backward" => Terms(call, 0) * (Terms(call, 1) + 1),
        "glu" => Terms(call, 0).chunk(2, ((TraceArgument.Integer)call.Inputs[1]).Value)[0],
        _ => null,
    };

    private static Tensor OneByOne(TraceCall call) => Result(call) * (Math.Sqrt(TermsOfEach(call)) / 2);

    private static Tensor Drift(TraceCall call) => SequentialSum.Drift(Argument(call, 0).nan_to_num(0, 0, 0), Dimensions(call), KeepsDimensions(call));

    private static double TermsOfEach(TraceCall call) => (double)Argument(call, 0).numel() / Math.Max(1, Result(call).numel());

    private static Tensor Result(TraceCall call) => Magnitudes(TraceArgument.Tensors(call.Outputs).First().Handle);

    private static Tensor Terms(TraceCall call, int position) => Magnitudes(Argument(call, position));

    private static Tensor Argument(TraceCall call, int position) => ((TraceArgument.OfTensor)call.Inputs[position]).Tensor.Handle;

    private static Tensor Magnitudes(Tensor values) => values.to(float64).abs().nan_to_num(0, 0, 0);

    private static long[]? Dimensions(TraceCall call) => call.Inputs.ElementAtOrDefault(1) is TraceArgument.OfList { Items.Count: > 0 } list ? [.. list.Items.Cast<TraceArgument.Integer>().Select(i => i.Value)] : null;

    private static bool KeepsDimensions(TraceCall call) => call.Inputs.ElementAtOrDefault(2) is TraceArgument.Boolean { Value: true };
}
