using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A checkpoint that was read whole, its hashes checked.</summary>
internal sealed class Checkpoint : IDisposable
{
    private readonly IReadOnlyDictionary<string, Tensor> weights;

    private Checkpoint(string path, BundleReader reader)
    {
        Path = path;
        if (!reader.Has(BundleFormat.TrainingName) || !reader.Has(BundleFormat.OptimizerName))
        {
            throw new BundleException(path, $"a checkpoint, which has {BundleFormat.TrainingName} and {BundleFormat.OptimizerName}", "a bundle of a model alone",
                "Load it with ModelBundle.Load, and train the model anew; Checkpoints writes what can be gone on from.");
        }
        Model = reader.ReadJson(BundleFormat.ModelName);
        var training = reader.ReadJson(BundleFormat.TrainingName);
        weights = reader.ReadTensors(BundleFormat.WeightsName);
        try
        {
            State = new CheckpointState($"{path}, {BundleFormat.TrainingName}", training, reader.ReadTensors(BundleFormat.OptimizerName));
        }
        catch
        {
            FreeWeights();
            throw;
        }
    }

    public string Path { get; }

    /// <summary>The description of the model.</summary>
    public JsonObject Model { get; }

    /// <summary>Where the training stood.</summary>
    public CheckpointState State { get; }

    /// <summary>The files of a checkpoint.</summary>
    public static IReadOnlyList<BundlePart> Parts(JsonObject model, IReadOnlyDictionary<string, Tensor> weights, CheckpointState state) =>
        [.. BundleWriter.Parts(model, weights), BundleWriter.Part(BundleFormat.OptimizerName, state.Tensors), BundleWriter.Part(BundleFormat.TrainingName, state.Values)];

    /// <summary>Reads a file, or the last one of a folder that is not damaged.</summary>
    /// <param name="where">The call, for errors.</param>
    /// <param name="path">The file or the folder.</param>
    /// <param name="folder">The folder into which the training writes; one of this name may be without checkpoints, and gives null.</param>
    /// <param name="damaged">Files that were passed over, with the reason.</param>
    /// <exception cref="BundleException">There is no checkpoint, or none that can be read.</exception>
    public static Checkpoint? Open(string where, string path, string? folder, out IReadOnlyList<(string Path, string Reason)> damaged)
    {
        var passed = new List<(string Path, string Reason)>();
        damaged = passed;
        if (File.Exists(path)) return Read(path);
        var files = CheckpointFolder.List(path);
        foreach (var (_, file) in files.Reverse())
        {
            try
            {
                return Read(file);
            }
            catch (BundleException error)
            {
                // Told in ResumePoint.Damaged, or thrown below where none is left.
                passed.Add((file, error.Message));
            }
        }
        if (passed.Count > 0) throw new BundleException($"{where}, ResumeFrom", $"a checkpoint in {path} that can be read", $"{passed.Count} damaged ({passed[0].Reason})", "Give a copy of a checkpoint, or begin anew.");
        if (folder is not null && System.IO.Path.GetFullPath(folder) == System.IO.Path.GetFullPath(path)) return null;
        throw new BundleException($"{where}, ResumeFrom", "a checkpoint, or a folder with checkpoints step-*.forge", $"{path}, {(Directory.Exists(path) ? "which has none" : "which does not exist")}",
            "Correct the path; only the folder that Checkpoints names may be without one, and begins the training.");
    }

    /// <summary>Builds a model of the same config as it was built, and gives it the weights.</summary>
    /// <exception cref="BundleException">The weights are not the model's.</exception>
    public void CopyTo(nn.Module model) => ModelBundle.Restore(model, Model, weights, Path);

    public void Dispose()
    {
        FreeWeights();
        State.Free();
    }

    private void FreeWeights()
    {
        foreach (var weight in weights.Values) weight.Dispose();
    }

    private static Checkpoint Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = new BundleReader(path, stream);
            return new Checkpoint(path, reader);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new BundleException(path, "a checkpoint that can be read", $"a refusal ({error.Message.TrimEnd('.')})", "Give an earlier checkpoint.", error);
        }
    }
}
