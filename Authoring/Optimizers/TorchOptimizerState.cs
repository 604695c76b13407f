using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Moves what one of TorchSharp's optimizers knows of a weight to the weight that took its place.</summary>
internal static class TorchOptimizerState
{
    /// <summary>Gives a fresh state the fields of another: numbers as they are, tensors on the weight's device and, where they are not integers, of its type.</summary>
    public static void Move(OptimizerState from, OptimizerState to, Parameter weight)
    {
        using var noGradient = no_grad();
        foreach (var field in from.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        {
            var value = field.GetValue(from);
            if (typeof(Tensor).IsAssignableFrom(field.FieldType))
            {
                (field.GetValue(to) as Tensor)?.Dispose();
                value = value is Tensor tensor ? Copy(tensor, weight) : null;
            }
            field.SetValue(to, value);
        }
    }

    private static Tensor Copy(Tensor tensor, Parameter weight) =>
        tensor.to(is_floating_point(tensor) ? weight.dtype : tensor.dtype, weight.device, copy: true).DetachFromDisposeScope();
}
