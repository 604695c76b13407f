using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A tensor whose values are assigned anew, whole or in part, while gradients flow to it: a weight on its own, with every operation of a tensor.</summary>
/// <remarks><code>
/// var v = new Variable(torch.tensor(new[,] { { 1f, 2, 3 }, { 4, 5, 6 } }));
/// v.Assign(2 * v);
/// v[0, 1].Assign(42);
/// </code></remarks>
public sealed class Variable : Parameter
{
    /// <summary>A variable that begins with a copy of these values.</summary>
    /// <param name="value">The first values, kept by the caller; shape and element type stay as they are here.</param>
    /// <param name="trainable">Whether gradients flow to it; only floating types can.</param>
    public Variable(Tensor value, bool trainable = true) : base(Copy(value), trainable) { }

    /// <summary>The variable in another type or place, in which case this one is disposed; else this one.</summary>
    internal Variable MovedTo(ScalarType? type, Device? device)
    {
        var newType = type is { } wanted && is_floating_point() ? wanted : dtype;
        if (newType == dtype && (device is null || (device.type == device_type && device.index == device_index))) return this;
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var moved = new Variable(device is null ? to(newType) : to(newType, device), requires_grad);
        if (grad is { } gradient) moved.grad = (device is null ? gradient.to(newType) : gradient.to(newType, device)).DetachFromDisposeScope();
        moved.DetachFromDisposeScope();
        Dispose();
        return moved;
    }

    private static Tensor Copy(Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.detach().clone();
    }
}
