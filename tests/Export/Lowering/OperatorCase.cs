using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>A function of one or several operators that must compute the same in ONNX Runtime.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Function">The function to export.</param>
/// <param name="Inputs">Its arguments; dimension 0 of each is dynamic unless <see cref="Specs"/> says otherwise.</param>
internal sealed record OperatorCase(string Name, Func<IReadOnlyList<Tensor>, IReadOnlyList<Tensor>> Function, IReadOnlyList<Tensor> Inputs)
{
    private static readonly string[] InputNames = ["x", "y", "z", "w"];

    /// <summary>The first opset that can express it.</summary>
    public int From { get; init; } = 17;

    public IReadOnlyList<InputSpec>? Specs { get; init; }

    /// <summary>The constants of a case in TorchScript; empty otherwise.</summary>
    public IReadOnlyList<Tensor> Captured { get; private init; } = [];

    /// <summary>The function of inputs and constants, of a case in TorchScript.</summary>
    public ScriptFunction? Scripted { get; private init; }

    /// <summary>How it is compared.</summary>
    public VerificationOptions Verification { get; init; } = QuickVerification.Options;

    /// <summary>The same case with an absolute error that is known of the function itself.</summary>
    public OperatorCase OffBy(double error) => this with { Verification = Verification with { AbsoluteTolerance = error } };

    /// <summary>A case in TorchScript; see <see cref="ScriptFunction"/>.</summary>
    public static OperatorCase Script(string name, string script, Tensor[] inputs, params Tensor[] captured)
    {
        var function = new ScriptFunction(script, inputs.Length, captured.Length);
        return new OperatorCase(name, x => function.Invoke([.. x, .. captured]), inputs) { Captured = captured, Scripted = function };
    }

    /// <summary>A case of one tensor in C#.</summary>
    public static OperatorCase Of(string name, Func<Tensor, Tensor> function, Tensor input) => new(name, x => [function(x[0])], [input]);

    /// <summary>The same case with no dimension of any input dynamic.</summary>
    public OperatorCase WithFixedSizes() => this with { Specs = [.. Inputs.Select((_, i) => new InputSpec(InputNames[i]) { DynamicDimensions = new Dictionary<int, string>() })] };

    /// <summary>The same case with these dimensions of each input dynamic.</summary>
    public OperatorCase WithDynamic(params (int Axis, string Name)[][] dimensions) =>
        this with { Specs = [.. dimensions.Select((d, i) => new InputSpec(InputNames[i]) { DynamicDimensions = d.ToDictionary(p => p.Axis, p => p.Name) })] };

    public OperatorCase StartingAt(int opset) => this with { From = opset };

    /// <summary>Normal values, the same ones for a shape every time.</summary>
    public static Tensor Normal(params long[] shape) => Random(shape, (sizes, generator) => randn(sizes, generator: generator));

    /// <summary>Values from 0 to 1.</summary>
    public static Tensor Uniform(params long[] shape) => Random(shape, (sizes, generator) => rand(sizes, generator: generator));

    /// <summary>Integers from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public static Tensor Integers(long low, long high, params long[] shape) => Random(shape, (sizes, generator) => randint(low, high, sizes, int64, generator: generator));

    /// <summary>True and false.</summary>
    public static Tensor Flags(params long[] shape) => Integers(0, 2, shape).to(ScalarType.Bool);

    /// <summary>The values one for a row, <c>[rows, 1]</c>.</summary>
    public static Tensor Column(params float[] values) => tensor(values).reshape(-1, 1);

    private static Tensor Random(long[] shape, Func<long[], Generator, Tensor> make)
    {
        using var generator = new Generator((ulong)shape.Aggregate(17L, (seed, size) => seed * 31 + size), CPU);
        return make(shape, generator);
    }
}
