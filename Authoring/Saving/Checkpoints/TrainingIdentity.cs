using System.Globalization;

namespace OnnxForge.Authoring;

/// <summary>What must be the same for a training to go on as if it had never stopped: the options that decide what is computed, the data's size, the model and what it is compiled with.</summary>
internal static class TrainingIdentity
{
    /// <summary>Hands a checkpoint options and data.</summary>
    public static void Save(FitPlan plan, CheckpointState state)
    {
        foreach (var (name, value) in Of(plan)) state.Set(name, value);
    }

    /// <summary>Refuses a checkpoint of another training.</summary>
    /// <exception cref="ConfigException">Something differs; all of it is listed.</exception>
    public static void Require(string where, FitPlan plan, IModel model, Checkpoint checkpoint)
    {
        var saved = checkpoint.State.Part("options");
        var differences = Of(plan).Select(option => (option.Name, Saved: saved.GetString(option.Name), option.Value)).Where(option => option.Saved != option.Value).ToList();
        // Numbers are compared as they are written.
        var described = BundleFormat.FromBytes(BundleFormat.ToBytes(BundleWriter.Describe(model.Module, new BundleOptions())), where);
        foreach (var part in (string[])["model", "compile"])
        {
            if (ConfigJson.Difference(checkpoint.Model[part], described[part], part) is { } difference) differences.Add((difference.Path, difference.First, difference.Second));
        }
        if (differences.Count == 0) return;
        throw new ConfigException($"{where}, ResumeFrom {checkpoint.Path}", string.Join("; ", differences.Select(item => $"{item.Name} {item.Saved}")),
            string.Join("; ", differences.Select(item => $"{item.Name} {item.Value}")),
            "Go on with what the training began with, or load the checkpoint with ModelBundle.Load and begin a training of it.");
    }

    private static IEnumerable<(string Name, string Value)> Of(FitPlan plan)
    {
        var options = plan.Options;
        yield return (nameof(FitOptions.BatchSize), Text(options.BatchSize));
        yield return (nameof(FitOptions.Seed), Text(options.Seed));
        yield return (nameof(FitOptions.InitialEpoch), Text(options.InitialEpoch));
        yield return (nameof(FitOptions.StepsPerEpoch), Text(options.StepsPerEpoch));
        yield return (nameof(FitOptions.ValidationFrequency), Text(options.ValidationFrequency));
        yield return (nameof(FitOptions.MixedPrecision), options.MixedPrecision?.ToString() ?? "none");
        yield return (nameof(FitOptions.ClassWeights), options.ClassWeights is { } weights ? string.Join(", ", weights.OrderBy(pair => pair.Key).Select(pair => $"{pair.Key}: {Text(pair.Value)}")) : "none");
        yield return ("data", plan.Data.Describe());
        yield return ("validation", plan.Validation?.Describe() ?? "none");
    }

    private static string Text(IFormattable? number) => number?.ToString(null, CultureInfo.InvariantCulture) ?? "none";
}
