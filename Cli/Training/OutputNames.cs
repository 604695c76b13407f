namespace OnnxForge.Cli;

/// <summary>The files that training writes, in the order they are shown.</summary>
internal static class OutputNames
{
    public const string Bundle = "model.forge";
    public const string OnnxModel = "model.onnx";
    public const string Samples = "model.io.npz";
    public const string History = "history.csv";
    public const string Verification = "verification.json";
    public const string LearningCurve = "learning-curve.svg";
    public const string Report = "report.html";

    /// <summary>The folder of the checkpoints, which are no results.</summary>
    public const string Checkpoints = "checkpoints";

    private static readonly (string Name, string Meaning)[] All =
    [
        (Bundle, "the model with everything that rebuilds it"),
        (OnnxModel, "the exported model, preprocessing included"),
        (Samples, "inputs and outputs of test rows, for checks elsewhere"),
        (History, "losses and metrics by epoch"),
        (Verification, "the comparison with ONNX Runtime"),
        (LearningCurve, "loss by epoch"),
        (Report, "all of this on one page"),
    ];

    /// <summary>Those of the files that are in a folder.</summary>
    public static IReadOnlyList<OutputFile> Find(string folder) =>
    [
        .. All.Select(file => (file.Name, file.Meaning, Info: new FileInfo(Path.Combine(folder, file.Name))))
            .Where(file => file.Info.Exists).Select(file => new OutputFile(file.Name, file.Info.Length, file.Meaning)),
    ];

    /// <summary>Deletes the checkpoints of an earlier run, and nothing else.</summary>
    public static void DeleteCheckpoints(string folder)
    {
        var checkpoints = Path.Combine(folder, Checkpoints);
        if (!Directory.Exists(checkpoints)) return;
        foreach (var file in Directory.EnumerateFiles(checkpoints, "step-*.forge")) File.Delete(file);
    }

    /// <summary>Deletes all but the bundle: results of an earlier run must not stand beside the bundle of a new one.</summary>
    public static void DeleteResults(string folder)
    {
        foreach (var (name, _) in All.Where(file => file.Name != Bundle)) File.Delete(Path.Combine(folder, name));
    }
}
