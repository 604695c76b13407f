using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>A function of one tensor whose gradient, and the gradient's gradient, must come out of ONNX Runtime as out of libtorch.</summary>
/// <param name="Name">What the row is about.</param>
/// <param name="Function">The function to differentiate, of a sum of squares, so that what comes back differs from element to element.</param>
/// <param name="Input">Its argument; dimension 0 is dynamic unless <see cref="Dynamic"/> says otherwise.</param>
internal sealed record DifferentiableCase(string Name, Func<Tensor, Tensor> Function, Tensor Input)
{
    /// <summary>The first opset that can express it.</summary>
    public int From { get; init; } = 17;

    /// <summary>The dynamic dimensions; null for the first alone.</summary>
    public (int Axis, string Name)[]? Dynamic { get; init; }

    /// <summary>Whether it has no second derivative here: libtorch has none, which ends the process, branches on data, or keeps for it what has no form.</summary>
    public bool Once { get; init; }

    /// <summary>The gradient.</summary>
    public OperatorCase First() => Row($"gradient of {Name}", x =>
    {
        using var gradients = enable_grad(); // the grid of samples has them off
        var at = x.detach().requires_grad_();
        return autograd.grad([Function(at).pow(2).sum()], [at])[0];
    });

    /// <summary>The gradient of the gradient's squares.</summary>
    public OperatorCase Second() => Row($"second derivative of {Name}", x =>
    {
        using var gradients = enable_grad();
        var at = x.detach().requires_grad_();
        var first = autograd.grad([Function(at).pow(2).sum()], [at], retain_graph: true, create_graph: true)[0];
        return autograd.grad([first.pow(2).sum()], [at])[0];
    });

    private OperatorCase Row(string name, Func<Tensor, Tensor> function)
    {
        var row = OperatorCase.Of(name, function, Input).StartingAt(From);
        return Dynamic is null ? row : row.WithDynamic(Dynamic);
    }
}
