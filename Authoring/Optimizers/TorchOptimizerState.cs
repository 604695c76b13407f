using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What one of TorchSharp's optimizers knows of a weight: the fields of its state.</summary>
internal static class TorchOptimizerState
{
    /// <summary>Gives a fresh state the fields of another: numbers as they are, tensors on the weight's device and, where they are not integers, of its type.</summary>
    public static void Move(OptimizerState from, OptimizerState to, Parameter weight)
    {
        using var noGradient = no_grad();
        foreach (var field in Fields(from))
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

    /// <summary>Hands every field to a checkpoint.</summary>
    public static void Save(OptimizerState from, CheckpointState to)
    {
        foreach (var field in Fields(from))
        {
            switch (field.GetValue(from))
            {
                case null: break;
                case long number: to.Set(field.Name, number); break;
                case double number: to.Set(field.Name, number); break;
                case Tensor tensor: to.Set(field.Name, tensor); break;
                default: throw new ConfigException($"Checkpoint, {from.GetType().DeclaringType?.Name}.{field.Name}", "a number or a tensor", field.FieldType.Name, "Use the version of TorchSharp that OnnxForge refers to.");
            }
        }
    }

    /// <summary>Takes the fields back from a checkpoint, tensors on the weight's device.</summary>
    public static void Load(CheckpointState from, OptimizerState to, Parameter weight)
    {
        foreach (var field in Fields(to))
        {
            if (field.FieldType == typeof(long)) field.SetValue(to, from.GetInt64(field.Name));
            else if (field.FieldType == typeof(double)) field.SetValue(to, from.GetDouble(field.Name));
            else if (typeof(Tensor).IsAssignableFrom(field.FieldType))
            {
                (field.GetValue(to) as Tensor)?.Dispose();
                field.SetValue(to, from.Contains(field.Name) ? from.GetTensor(field.Name).to(weight.device, copy: true).DetachFromDisposeScope() : null);
            }
        }
    }

    private static FieldInfo[] Fields(OptimizerState state) =>
        state.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly);

    private static Tensor Copy(Tensor tensor, Parameter weight) =>
        tensor.to(is_floating_point(tensor) ? weight.dtype : tensor.dtype, weight.device, copy: true).DetachFromDisposeScope();
}
