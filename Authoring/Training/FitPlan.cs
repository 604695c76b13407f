using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What Fit reads, checked.</summary>
/// <param name="Data">What is trained on.</param>
/// <param name="Validation">What is evaluated on, or null.</param>
/// <param name="Options">How.</param>
internal sealed record FitPlan(DataSource Data, DataSource? Validation, FitOptions Options)
{
    /// <summary>Checks options and data, and takes the validation's part out of the rows.</summary>
    /// <exception cref="ConfigException">An option is out of its range, or does not fit the source.</exception>
    /// <exception cref="DataException">The rows cannot be trained on.</exception>
    public static FitPlan Of(string where, DataSource data, FitOptions options)
    {
        CheckOptions(where, options);
        data.Check(where);
        data.CheckValues(where);
        options.Validation?.Check($"{where}, validation");
        options.Validation?.CheckValues($"{where}, validation");
        var validation = options.Validation;
        if (options.ValidationSplit is { } fraction) (data, validation) = Split(where, data, fraction);
        return new FitPlan(options.ClassWeights is { } weights ? new ClassWeightedSource(data, weights) : data, validation, options);
    }

    private static void CheckOptions(string where, FitOptions options)
    {
        TrainingData.CheckCount(where, "epochs", options.Epochs);
        TrainingData.CheckCount(where, "rows a batch", options.BatchSize);
        TrainingData.CheckCount(where, "steps an epoch", options.StepsPerEpoch ?? 1);
        TrainingData.CheckCount(where, "epochs between validations", options.ValidationFrequency);
        if (options.InitialEpoch < 0 || options.InitialEpoch >= options.Epochs)
            throw new ConfigException(where, $"an initial epoch from 0 to {options.Epochs - 1}", $"{options.InitialEpoch}", "Epochs counts the epochs that were done before, too.");
        if (options.ValidationSplit is { } fraction && (options.Validation is not null || fraction is not (> 0 and < 1)))
        {
            throw new ConfigException(where, "a validation split above 0 and below 1, or a validation source", $"a split of {fraction}{(options.Validation is null ? "" : " and a source")}",
                "Give one of the two.");
        }
        if (options.MixedPrecision is { } type && type != ScalarType.BFloat16)
        {
            throw new ConfigException($"{where}, mixed precision", "bfloat16", type.ToString().ToLowerInvariant(),
                "Take ScalarType.BFloat16, whose range needs no scaling of the loss, or convert the whole model with model.to(type).");
        }
        if (options.ClassWeights?.FirstOrDefault(pair => !(pair.Value >= 0 && double.IsFinite(pair.Value))) is { Value: not 0 } wrong)
            throw new ConfigException($"{where}, class weights", "weights of 0 or more", $"{wrong.Value} for label {wrong.Key}", "Correct the weight.");
    }

    private static (DataSource, DataSource) Split(string where, DataSource data, double fraction)
    {
        var (first, last) = data.Split(fraction) ?? throw new ConfigException(where, "rows in memory to split for validation", $"a {TypeNames.Short(data.GetType())}",
            "Give FitOptions.Validation a source of its own.");
        foreach (var (part, name) in (ReadOnlySpan<(DataSource, string)>)[(first, "training"), (last, "validation")])
        {
            if (part.CountSteps(1) == 0)
                throw new DataException(where, "1 row or more for training and for validation", $"none for {name} by a split of {fraction}", "Change the fraction, or give more rows.");
        }
        return (first, last);
    }
}
