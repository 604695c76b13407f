using System.Collections;
using System.Reflection;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Finds what a checkpoint would lose, before the first step.</summary>
internal static class UnsavedState
{
    /// <summary>Refuses a model whose own optimizers and metrics nobody saves, metrics that keep more than their states, and LBFGS, whose history of steps TorchSharp shows to nobody.</summary>
    /// <exception cref="ConfigException">There is one; all are listed.</exception>
    public static void Refuse(string where, IModel model)
    {
        var held = Held(model).ToList();
        var unreadable = held.Where(item => item.Type == typeof(LBFGS)).Select(item => $"{item.Name}, whose state TorchSharp gives to nobody").ToList();
        if (unreadable.Count > 0)
        {
            throw new ConfigException($"{where}, Checkpoints", "optimizers that can be gone on with", string.Join("; ", unreadable),
                "Train without FitOptions.Checkpoints and save the model with ModelBundle.Save, or use another optimizer.");
        }
        var lost = model.Metrics.Select(metric => metric.GetType()).Where(IsLost).Select(type => $"{TypeNames.Short(type)}, which resets more than its states").Distinct()
            .Concat(Saves(model) ? [] : held.Select(item => $"{item.Name} of the model's own")).ToList();
        if (lost.Count == 0) return;
        throw new ConfigException($"{where}, Checkpoints", "a way to save everything that trains", string.Join("; ", lost),
            "Override Save and Load of the metric, SaveTraining and LoadTraining of the model.");
    }

    private static bool IsLost(Type metric) => DeclaringType(metric, nameof(Metric.Reset)) != typeof(Metric) && DeclaringType(metric, nameof(Metric.Save)) == typeof(Metric);

    private static Type? DeclaringType(Type type, string method) => type.GetMethod(method, BindingFlags.Instance | BindingFlags.Public)!.DeclaringType;

    private static bool Saves(IModel model)
    {
        var declaring = model.GetType().GetMethod("SaveTraining", BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType!;
        return !declaring.IsGenericType || declaring.GetGenericTypeDefinition() != typeof(Model<,>);
    }

    // The optimizers and metrics in the model's fields, single or several, whether there or to come.
    private static IEnumerable<(string Name, Type Type)> Held(IModel model)
    {
        foreach (var field in Fields(model.GetType()))
        {
            var value = field.GetValue(model);
            var values = value switch { IDictionary dictionary => dictionary.Values.Cast<object?>(), ICollection list => list.Cast<object?>(), _ => [value] };
            var metric = values.OfType<Metric>().FirstOrDefault(metric => !model.Metrics.Contains(metric));
            var type = values.Select(item => item?.GetType()).Append(field.FieldType).Concat(field.FieldType.GetGenericArguments()).Append(field.FieldType.GetElementType()).FirstOrDefault(IsOptimizer)
                ?? metric?.GetType();
            if (type is not null) yield return ($"{TypeNames.Short(model.GetType())}.{field.Name}, a {TypeNames.Short(type)}", type);
        }
    }

    private static bool IsOptimizer(Type? type) => typeof(BoundOptimizer).IsAssignableFrom(type) || typeof(optim.Optimizer).IsAssignableFrom(type);

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var each = type; each is not null && each.Assembly != typeof(IModel).Assembly; each = each.BaseType)
        {
            foreach (var field in each.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)) yield return field;
        }
    }
}
