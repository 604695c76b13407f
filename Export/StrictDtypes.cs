using static TorchSharp.torch;

namespace OnnxForge.Export;

/// <summary>
/// Runs code in which no operator may mix element types: where TorchSharp would promote one of them in silence, the run fails with the operator, the types and the C# line,
/// inside of models too.
/// </summary>
/// <remarks>
/// C# numbers take the tensor's type, as in <c>x * 2</c>; tensors without dimensions count as tensors. Indices, masks of <c>where</c> and the like, which have a type of their own, are
/// no mixture. The run is observed on the calling thread until its end, and the first mixture is what is reported.
/// <code>StrictDtypes.Run(() => torch.tensor(2f) + torch.tensor(40.0)); // fails: float32, float64</code>
/// </remarks>
public static class StrictDtypes
{
    /// <summary>Runs code under the rule.</summary>
    /// <param name="code">The code; what it has computed when it fails is lost, and its side effects stay.</param>
    /// <exception cref="MixedDtypesException">An operator mixed element types.</exception>
    /// <exception cref="InvalidOperationException">This thread is in such a run, or in an export, already.</exception>
    /// <exception cref="PlatformNotSupportedException">The processor is not x64.</exception>
    public static void Run(Action code)
    {
        ArgumentNullException.ThrowIfNull(code);
        OperatorObserver.Observe(new Watch(), code);
    }

    /// <summary>Runs code under the rule and gives its result.</summary>
    /// <inheritdoc cref="Run(Action)"/>
    public static T Run<T>(Func<T> code)
    {
        ArgumentNullException.ThrowIfNull(code);
        T result = default!;
        Run(() => { result = code(); });
        return result;
    }

    // Operators that promote their arguments; the others refuse a mixture by themselves, or take arguments of different types by design.
    private static readonly HashSet<string> promoting =
    [
        "add", "addcdiv", "addcmul", "arctan2", "atan2", "bitwise_and", "bitwise_left_shift", "bitwise_or", "bitwise_right_shift", "bitwise_xor", "cat", "column_stack", "concat", "concatenate", "copysign",
        "cosine_similarity", "cross", "dist", "div", "divide", "dstack", "eq", "float_power", "floor_divide", "fmax", "fmin", "fmod", "gcd", "ge", "greater", "greater_equal", "gt", "heaviside", "hstack",
        "huber_loss", "hypot", "isclose", "kron", "l1_loss", "lcm", "le", "lerp", "less", "less_equal", "linalg_cross", "logaddexp", "logaddexp2", "logical_and", "logical_or", "logical_xor", "lt", "max",
        "maximum", "min", "minimum", "mse_loss", "mul", "multiply", "ne", "nextafter", "not_equal", "outer", "polygamma", "pow", "remainder", "rsub", "smooth_l1_loss", "special_xlog1py", "stack", "sub", "subtract",
        "true_divide", "vstack", "where", "xlogy", "__and__", "__iand__", "__ior__", "__ixor__", "__or__", "__xor__",
    ];

    private sealed class Watch : IOperatorSink
    {
        private readonly IValueReader reader;
        private readonly List<Tensor> held = [];
        private int depth;

        public Watch() => reader = new IValueReader(ObserverCalibration.Layout, address =>
        {
            held.Add(NativeTensors.Retain(address));
            return new TracedTensor(held.Count, held[^1]);
        });

        // what an operator runs inside is its own affair: there, numbers have become tensors
        public void Started(nint recordFunction)
        {
            if (depth++ > 0) return;
            var name = IValueReader.NameOf(recordFunction);
            if (!name.StartsWith("aten::", StringComparison.Ordinal)) return;
            var simple = name["aten::".Length..];
            if (!promoting.Contains(simple) && !(simple.EndsWith('_') && promoting.Contains(simple[..^1]))) return;
            try
            {
                var types = TraceArgument.Tensors(reader.Inputs(recordFunction).Skip(simple == "where" ? 1 : 0)).Select(tensor => tensor.Type).Distinct().ToList();
                if (types.Count > 1)
                    throw new MixedDtypesException(SourceLocator.Locate() is { } line ? $"{name} at {line}" : name, string.Join(", ", types.Select(type => $"{type}".ToLowerInvariant())));
            }
            finally
            {
                foreach (var tensor in held) tensor.Dispose();
                held.Clear();
            }
        }

        public void Ended(nint recordFunction) => depth = Math.Max(0, depth - 1);
    }
}
