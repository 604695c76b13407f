using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>The sums of the absolute values of what operators add: roundings of partial sums are of that size, however little the terms leave of each other.</summary>
/// <remarks>For terms that cancel, the error of a sum is a few unit roundoffs of it in any order and for any number of terms (Higham and Mary, Sharper
/// Probabilistic Backward Error Analysis for Basic Linear Algebra Kernels with Random Data, 2020). Partial sums of terms of one sign grow to the result, and their roundings, added one
/// after the other, to half the root of the number of terms times it, and of equal terms to <see cref="SequentialSum">more</see>. A logarithm of a sum is off by roundings of 1 where it is nearly 0. What SiLU, GLU and GELU multiply their argument by
/// is a sum, too, of a half and half a hyperbolic tangent (so ONNX Runtime computes the logistic function) or error function, which leave little of each other at negative arguments; their
/// slopes are such a sum and the argument times another. Of a spread, each deviation is off by roundings of the number that a mean was taken from. Attention is a sum, too, of values of both signs, whose weights are off by the roundings of their scores.</remarks>
internal static class TermSums
{
    /// <summary>The sum of absolute values for each element of a call's first result, in float64; null for an operator that is not known as a sum. The caller owns it.</summary>
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
        "var" or "var_mean" when call.Overload == "correction" => 2 * (Result(call) * MeanSquare(call)).sqrt() + Unit(call) * MeanSquare(call),
        "std" or "std_mean" when call.Overload == "correction" => MeanSquare(call).sqrt(),
        "linalg_vector_norm" or "norm" => Result(call) * (1 + Math.Sqrt(TermsOfEach(call)) / 8),
        "_scaled_dot_product_flash_attention_for_cpu" => Attention(call),
        "glu" => Terms(call, 0).chunk(2, ((TraceArgument.Integer)call.Inputs[1]).Value)[0],
        _ => null,
    };

    // query, key, value, dropout, causal, mask, scale: each weight is off by roundings of what its score is a sum of, relative to itself, as the exponential's slope is the exponential; as the
    // weights are 1 together, that moves the result by the values' deviations from it alone
    private static Tensor Attention(TraceCall call)
    {
        var query = Argument(call, 0).to(float64);
        Tensor Heads(int position) => Argument(call, position).to(float64) is var heads && heads.shape[1] == query.shape[1] ? heads : heads.repeat_interleave(query.shape[1] / heads.shape[1], dim: 1);
        var key = Heads(1).transpose(-1, -2);
        double scale = call.Inputs.ElementAtOrDefault(6) is TraceArgument.Real real ? real.Value : 1 / Math.Sqrt(query.shape[^1]);
        var scores = query.matmul(key) * scale;
        if (call.Inputs.ElementAtOrDefault(5) is TraceArgument.OfTensor mask) scores += mask.Tensor.Handle.to(float64);
        if (call.Inputs[4] is TraceArgument.Boolean { Value: true }) scores = scores.masked_fill(ones(scores.shape[^2], scores.shape[^1], ScalarType.Bool).triu(1), double.NegativeInfinity);
        var (weights, terms) = (scores.softmax(-1).nan_to_num(0, 0, 0), (query.abs().matmul(key.abs()) * Math.Abs(scale)).nan_to_num(0, 0, 0));
        var values = Heads(2).nan_to_num(0, 0, 0);
        var deviation = (weights.matmul(values.square()) - weights.matmul(values).square()).relu().sqrt();
        return weights.matmul(values.abs()) + (weights * terms.square()).sum(-1, keepdim: true).sqrt() * deviation;
    }

    // of the numbers that a spread is of: self, dimensions, correction, keepdim
    private static Tensor MeanSquare(TraceCall call)
    {
        bool keep = call.Inputs.ElementAtOrDefault(3) is TraceArgument.Boolean { Value: true };
        var squares = Terms(call, 0).square();
        return squares.mean(Dimensions(call) ?? [.. Enumerable.Range(0, (int)squares.dim()).Select(d => (long)d)], keep);
    }

    private static double Unit(TraceCall call) => ToleranceModel.UnitRoundoff(TorchTypes.ToDataType(TraceArgument.Tensors(call.Outputs).First().Type));

    private static Tensor OneByOne(TraceCall call) => Result(call) * (Math.Sqrt(TermsOfEach(call)) / 2);

    private static Tensor Drift(TraceCall call) => SequentialSum.Drift(Argument(call, 0).nan_to_num(0, 0, 0), Dimensions(call), KeepsDimensions(call));

    private static double TermsOfEach(TraceCall call) => (double)Argument(call, 0).numel() / Math.Max(1, Result(call).numel());

    private static Tensor Result(TraceCall call) => Magnitudes(TraceArgument.Tensors(call.Outputs).First().Handle);

    private static Tensor Terms(TraceCall call, int position) => Magnitudes(Argument(call, position));

    private static Tensor Argument(TraceCall call, int position) => ((TraceArgument.OfTensor)call.Inputs[position]).Tensor.Handle;

    /// <summary>Absolute values in float64; 0 for what is not finite. The caller owns them.</summary>
    public static Tensor Magnitudes(Tensor values) => (values.is_complex() ? values.abs() : values).to(float64).abs().nan_to_num(0, 0, 0);

    private static long[]? Dimensions(TraceCall call) => call.Inputs.ElementAtOrDefault(1) is TraceArgument.OfList { Items.Count: > 0 } list ? [.. list.Items.Cast<TraceArgument.Integer>().Select(i => i.Value)] : null;

    private static bool KeepsDimensions(TraceCall call) => call.Inputs.ElementAtOrDefault(2) is TraceArgument.Boolean { Value: true };
}
