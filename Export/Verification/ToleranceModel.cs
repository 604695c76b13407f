namespace OnnxForge.Export;

/// <summary>
/// The tolerance of each value of a graph at given sizes, derived from the roundings on the way to it.
/// </summary>
/// <remarks>
/// Rounding errors of different operations are taken as independent with mean zero, so their squares add along a path (Higham and Mary, A New
/// Approach to Probabilistic Rounding Error Analysis, 2019); of several arguments the one with the larger error counts. What is derived is
/// the spread of one computation's error; two of them are compared, each at most <see cref="Confidence"/> spreads away in all of its values.
/// </remarks>
/// <param name="graph">The graph.</param>
/// <param name="options">The tolerances that were asked for.</param>
/// <param name="coarsest">The largest unit roundoff of the function's own numbers: a graph that computes in a narrower type is not allowed its roundings.</param>
internal sealed class ToleranceModel(Graph graph, VerificationOptions options, double coarsest)
{
    /// <summary>How many spreads of the error are allowed.</summary>
    public const double Confidence = 4;

    private readonly Dictionary<string, Dictionary<Value, Error>> known = [];

    // the square of the relative error, the largest unit roundoff on the path, and the error in roundings of 1 whatever the value's size
    private readonly record struct Error(double Square, double Unit, double OfOne);

    /// <summary>The tolerance of a value of the graph. One to which no operation has rounded must agree exactly.</summary>
    /// <param name="value">The value.</param>
    /// <param name="sizes">The sizes.</param>
    /// <param name="magnitude">The largest root mean square that the value has on any data.</param>
    public Tolerance For(Value value, SizeAssignment sizes, double magnitude = 1)
    {
        if (!known.TryGetValue(sizes.ToString(), out var errors)) known[sizes.ToString()] = errors = Propagate(sizes);
        var error = errors.GetValueOrDefault(value);
        // where other values are of size 1, what is as small as a rounding of 1 may be left of a cancellation inside of an operator
        double absolute = Math.Max(error.OfOne, Math.Min(1, magnitude));
        return new Tolerance(options.AbsoluteTolerance ?? Confidence * error.Unit * absolute, options.RelativeTolerance ?? Confidence * Math.Sqrt(error.Square), error.Unit);
    }

    private Dictionary<Value, Error> Propagate(SizeAssignment sizes)
    {
        var errors = new Dictionary<Value, Error>();
        var shapes = new ValueSizes(sizes);
        foreach (var node in graph.Nodes)
        {
            shapes.Infer(node);
            var before = node.Inputs.Select(i => i is null ? default : errors.GetValueOrDefault(i)).ToList();
            double factor = RoundingFactors.Of(node, shapes), ofOne = Math.Max(RoundingFactors.OfOne(node, shapes), before.Select(e => e.OfOne).DefaultIfEmpty(0).Max());
            foreach (var output in node.Outputs)
            {
                double unit = Math.Min(UnitRoundoff(output.Type), coarsest);
                if (unit == 0) continue; // integers are exact
                double own = output.Type == DataType.Double && HoldsFloats(node) ? Math.Max(factor * unit, UnitRoundoff(DataType.Float)) : factor * unit;
                errors[output] = new Error(before.Select(e => e.Square).DefaultIfEmpty(0).Max() + own * own, Math.Max(before.Select(e => e.Unit).DefaultIfEmpty(0).Max(), factor == 0 ? 0 : unit), ofOne);
            }
        }
        return errors;
    }

    // attributes are 32-bit numbers, and ONNX Runtime makes one of a factor beside a matrix product
    private static bool HoldsFloats(Node node) => node.OpType == "MatMul" || node.Attributes.Any(a => a is FloatAttribute);

    /// <summary>Half the distance from 1 to the next larger number; 0 for a type that does not round.</summary>
    public static double UnitRoundoff(DataType type) => type switch
    {
        DataType.BFloat16 => Math.ScaleB(1, -8),
        DataType.Float16 => Math.ScaleB(1, -11),
        DataType.Float => Math.ScaleB(1, -24),
        DataType.Double => Math.ScaleB(1, -53),
        _ => 0,
    };
}
