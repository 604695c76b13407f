using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Models.Seed;

/// <summary>Row 13: a layer with weights that are made when the first input comes, <c>[batch, in]</c> to <c>[batch, units]</c>.</summary>
[CustomObject("seed/my-dense")]
public sealed class MyDense : Layer
{
    private Parameter? kernel;
    private Parameter? bias;

    /// <summary>A layer that is not built yet.</summary>
    /// <param name="units">The size of the output's last dimension.</param>
    /// <param name="activation">What is applied to the output; null means nothing.</param>
    public MyDense(int units, Activation? activation = null) => (Units, Activation) = (units, activation);

    /// <summary>The size of the output's last dimension.</summary>
    public int Units { get; }

    /// <summary>What is applied to the output, or null.</summary>
    public Activation? Activation { get; }

    /// <inheritdoc/>
    protected override void Build(Shape input)
    {
        kernel = AddWeight("kernel", [input[^1], Units], new GlorotNormal());
        bias = AddWeight("bias", [Units], new Zeros());
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var z = input.mm(kernel!) + bias!;
        return Activation?.Apply(z) ?? z;
    }

    /// <inheritdoc/>
    protected override Shape ComputeOutputShape(Shape input) => [.. input.Take(input.Count - 1), Units];

    /// <summary>Prints shapes and config.</summary>
    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        using var scope = NewDisposeScope();
        var model = new Sequential([new MyDense(30, new Relu()), new MyDense(1)]);
        output.WriteLine(Shape.Of(model.call(randn(4, 8))));
        output.WriteLine(new MyDense(30, new Relu()).InferOutputs(new TensorSpec([-1, 8]))[0].Shape);
        output.WriteLine(string.Join(", ", model.named_parameters().Select(item => $"{item.name} {Shape.Of(item.parameter)}")));
        output.WriteLine(ObjectConfig.Write(new MyDense(30, new Relu())).ToJsonString());
    }
}
