using System.Security.Cryptography;

namespace OnnxForge.Inference;

/// <summary>A model that passed the checks before ONNX Runtime sees it.</summary>
internal sealed class AdmittedModel
{
    private readonly (string Path, FileState State)[] _seen;

    private AdmittedModel(ModelSource source, byte[]? bytes, long size, string? hash, ModelFacts facts)
    {
        EndsOnNothing = facts.EndsOnNothing;
        Source = source;
        Bytes = bytes;
        Size = size;
        Hash = hash;
        var folder = Path.GetDirectoryName(Path.GetFullPath(source.Path ?? "."))!;
        IEnumerable<string> files = [.. bytes is null ? new[] { source.Path! } : [], .. facts.ExternalData.Select(weight => Path.Combine(folder, weight.Location)).Distinct()];
        _seen = [.. files.Select(file => (file, FileState.Of(file)))];
    }

    public ModelSource Source { get; private set; }

    /// <summary>Null for a model that ONNX Runtime opens by its path.</summary>
    public byte[]? Bytes { get; private set; }

    /// <summary>The first operator in it, if any, whose kernel ends the process on a batch or a sequence of none.</summary>
    public string? EndsOnNothing { get; }

    /// <summary>The bytes of the file and of its weights elsewhere.</summary>
    public long Size { get; }

    /// <summary>The file's SHA-256, where the options need it and all weights are in the file.</summary>
    public string? Hash { get; }

    /// <exception cref="ModelLoadException">The file is missing, empty, damaged, hostile, or another than expected.</exception>
    public static AdmittedModel Admit(ModelSource source, InferenceOptions options)
    {
        if (source.Path is not { } path)
        {
            return source.Bytes!.Length > 0 ? Admit(source, source.Bytes, new ModelBytes(source.Bytes), options) : throw new ModelLoadException(null, "Model in memory", "the bytes of a model", "no bytes", "Read the whole model file");
        }

        RefuseMissing(path);
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var bytes = new ModelBytes(RandomAccess.GetLength(file), (window, position) => RandomAccess.Read(file, window, position));
        if (bytes.Length == 0)
        {
            throw Failed(source, "a model file", "an empty file", "Export the model again");
        }

        // The bytes whose hash is compared must be those that are loaded.
        return options.ExpectedSha256 is null ? Admit(source, null, bytes, options) : Admit(source, File.ReadAllBytes(path), null, options);
    }

    /// <summary>Refuses a file, or a file of its weights, that was replaced or changed between the checks and the end of loading.</summary>
    public void CheckUnchanged()
    {
        if (Array.Find(_seen, file => FileState.Of(file.Path) != file.State) is { Path: { } changed })
        {
            var which = changed == Source.Path ? "another file than the one that was checked" : $"another '{Path.GetFileName(changed)}' than the one that was checked";
            throw Failed(Source, "a file that nobody changes while it is loaded", which, "Write models beside the old file and rename them");
        }
    }

    /// <summary>Leaves the caller's array to the caller, who may change it once the model is loaded.</summary>
    public void Keep()
    {
        if (Source.Bytes is { } bytes)
        {
            Bytes = [.. bytes];
            Source = ModelSource.Of(Bytes);
        }
    }

    private static AdmittedModel Admit(ModelSource source, byte[]? held, ModelBytes? read, InferenceOptions options)
    {
        var bytes = read ?? new ModelBytes(held!);
        var facts = options is { Trusted: true, ExpectedSha256: null, CacheDirectory: null } ? ModelCheck.Look(bytes) : Check(source, bytes, options.Trusted);
        var hash = facts.ExternalData.Count > 0 || options is { ExpectedSha256: null, CacheDirectory: null } ? null : Sha256(held, source.Path);
        if (options.ExpectedSha256 is { } expected)
        {
            if (hash is null)
            {
                throw Failed(source, "all weights in the file, as ExpectedSha256 covers no other", $"weights in '{facts.ExternalData[0].Location}'", "Export the model with its weights inside, or load it without ExpectedSha256");
            }

            if (!hash.Equals(expected, StringComparison.OrdinalIgnoreCase))
            {
                throw Failed(source, $"a file of SHA-256 {expected}", hash, "Fetch the file again from where the hash comes from");
            }
        }

        return new AdmittedModel(source, held, bytes.Length + facts.ExternalData.Sum(weight => weight.Bytes), hash, options.Trusted ? facts with { ExternalData = [] } : facts);
    }

    private static ModelFacts Check(ModelSource source, ModelBytes bytes, bool trusted)
    {
        try
        {
            var facts = ModelCheck.Check(bytes, trusted);
            if (facts.ExternalData.Count > 0 && source.Path is null && !trusted)
            {
                throw Failed(source, "all weights in the bytes", $"weights in '{facts.ExternalData[0].Location}'", "Load the model by its path, with its data files beside it");
            }

            if (!trusted)
            {
                ExternalDataCheck.Check(source.Path ?? ".", facts.ExternalData);
            }

            return facts;
        }
        catch (FormatException error)
        {
            throw new ModelLoadException(
                source.Path, $"Model {source.Name}", "a whole ONNX file that asks for nothing out of the ordinary", error.Message, "Copy or export it again; a file of your own that is meant so loads with InferenceOptions.Trusted", error);
        }
    }

    private static string Sha256(byte[]? held, string? path)
    {
        if (held is not null)
        {
            return Convert.ToHexString(SHA256.HashData(held));
        }

        using var stream = File.OpenRead(path!);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private static void RefuseMissing(string path)
    {
        if (Directory.Exists(path))
        {
            throw Failed(ModelSource.Of(path), "a model file", "a directory", "Give the path of the .onnx file in it");
        }

        if (!File.Exists(path))
        {
            throw Failed(ModelSource.Of(path), "a model file", "no file at that path", "Check the path, or export the model first");
        }

        if (FileLinks.IsOrdinary(Path.GetFullPath(path), follow: true) == false)
        {
            throw Failed(ModelSource.Of(path), "a model file", "a pipe, a socket or a device", "Load it as a stream");
        }
    }

    private static ModelLoadException Failed(ModelSource source, string expected, string received, string remedy) =>
        new(source.Path, $"Model {source.Name}", expected, received, remedy);
}
