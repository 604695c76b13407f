namespace OnnxForge.Authoring;

/// <summary>How weights of a file are brought into a model.</summary>
public sealed record WeightLoadOptions
{
    /// <summary>Whether every weight of the model and every tensor of the file must fit, which is the default; otherwise those are loaded that fit by name, shape and type, and the report tells
    /// of the others.</summary>
    public bool Strict { get; init; } = true;

    /// <summary>The keys that lead to the state dict in a file of PyTorch: <c>["model"]</c> for one that holds <c>{"model": state_dict, "epoch": 3}</c>. Default none.</summary>
    public IReadOnlyList<string> KeyPath { get; init; } = [];

    /// <summary>The model's name for a name of the file; null leaves the tensor out. Default: the names are the same.</summary>
    /// <remarks><c>name => name.StartsWith("module.") ? name["module.".Length..] : name</c> takes off a prefix.</remarks>
    public Func<string, string?>? Rename { get; init; }

    /// <summary>Whether a tensor of another element type is converted to the weight's; by default it does not fit.</summary>
    public bool ConvertTypes { get; init; }

    /// <summary>Is told how much of the weights is read, from 0 to 1, on the thread that loads; 1 when the model has them. Default null.</summary>
    public IProgress<double>? Progress { get; init; }
}
