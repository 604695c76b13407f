using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Finds what a checkpoint would lose, before the first step.</summary>
internal static class UnsavedState
{
    /// <summary>Refuses a model whose own optimizers and metrics nobody saves, and metrics that keep more than their states.</summary>
    /// <exception cref="ConfigException">There is one; all are listed.</exception>
    public static void Refuse(string where, IModel model)
    {
        var lost = model.Metrics.Select(metric => metric.GetType()).Where(IsLost).Select(type => $"{TypeNames.Short(type)}, which resets more than its states").Distinct()
            .Concat(OwnFields(model)).ToList();
        if (lost.Count == 0) return;
        throw new ConfigException($"{where}, Checkpoints", "a way to save everything that trains", string.Join("; ", lost),
            "Override Save and Load of the metric, SaveTraining and LoadTraining of the model.");
    }

    private static bool IsLost(Type metric) => DeclaringType(metric, nameof(Metric.Reset)) != typeof(Metric) && DeclaringType(metric, nameof(Metric.Save)) == typeof(Metric);

    private static Type? DeclaringType(Type type, string method) => type.GetMethod(method, BindingFlags.Instance | BindingFlags.Public)!.DeclaringType;

    private static IEnumerable<string> OwnFields(IModel model)
    {
        var saves = model.GetType().GetMethod("SaveTraining", BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType!;
        if (!saves.IsGenericType || saves.GetGenericTypeDefinition() != typeof(Model<,>)) yield break;
        foreach (var field in Fields(model.GetType()))
        {
            var value = field.GetValue(model);
            var held = typeof(BoundOptimizer).IsAssignableFrom(field.FieldType) || typeof(optim.Optimizer).IsAssignableFrom(field.FieldType)
                || (value is Metric metric && !model.Metrics.Contains(metric));
            if (held) yield return $"{TypeNames.Short(model.GetType())}.{field.Name}, a {TypeNames.Short(field.FieldType)} of the model's own";
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var each = type; each is not null && each.Assembly != typeof(IModel).Assembly; each = each.BaseType)
        {
            foreach (var field in each.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)) yield return field;
        }
    }
}
