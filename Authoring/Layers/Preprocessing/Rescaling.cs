using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>x * scale + offset: <c>new Rescaling(1 / 255.0)</c> brings pixels to 0 to 1.</summary>
/// <param name="scale">The factor.</param>
/// <param name="offset">What is added, default 0.</param>
/// <param name="name">A name for summaries.</param>
[CustomObject("onnxforge/rescaling")]
public sealed class Rescaling(double scale, double offset = 0, string? name = null) : Layer(name)
{
    /// <summary>The factor.</summary>
    public double Scale { get; } = scale;

    /// <summary>What is added.</summary>
    public double Offset { get; } = offset;

    /// <inheritdoc/>
    protected override bool SupportsMasking => true;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using Scalar factor = Scale, added = Offset;
        var values = input.is_floating_point() ? input : input.to(ScalarType.Float32);
        return values.mul(factor).add(added);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<TensorSpec>? ComputeOutputs(IReadOnlyList<TensorSpec> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return [IsFloating(inputs[0].Type) ? inputs[0] : inputs[0] with { Type = ScalarType.Float32 }];
    }

    private static bool IsFloating(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64;
}
