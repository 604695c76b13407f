using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A model in one file, with everything that rebuilds it: a zip of manifest.json (versions, sizes, hashes), model.json (configs of the model and of what it
/// was compiled with, the shapes its layers were built for) and weights.safetensors (state under state_dict names, a shared tensor once).</summary>
public static class ModelBundle
{
    /// <summary>Writes a model, whole or not at all: when anything fails, an older file is as it was. The same model gives the same bytes.</summary>
    /// <param name="path">The file, <c>model.forge</c> by custom; its folder exists. Of a symbolic link, what it points to is replaced; an older file's mode is kept.</param>
    /// <param name="model">The model; its class is marked with <see cref="CustomObjectAttribute"/>. It is not changed.</param>
    /// <param name="options">What else goes in; default nothing.</param>
    /// <returns>Which of the user's own layers could not be compared, by their outputs, with those that loading would make.</returns>
    /// <exception cref="ConfigException">A custom object in the model is not marked, has no name, or does not keep what its constructor is given.</exception>
    /// <exception cref="BundleException">The file cannot be written, or a tensor's type cannot be stored.</exception>
    public static SaveReport Save(string path, nn.Module model, BundleOptions? options = null) => SaveTo(FileOperations.Default, path, model, options);

    internal static SaveReport SaveTo(FileOperations files, string path, nn.Module model, BundleOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new BundleOptions();
        var uncompared = new List<UncomparedLayer>();
        var description = BundleWriter.Describe(model, options, uncompared);
        var weights = BundleWeights.Of(model);
        var parts = BundleWriter.Parts(description, weights);
        var progress = new PassedBytes(options.Progress, weights.Values);
        AtomicFile.Write(path, stream => BundleWriter.Write(stream, parts, progress.Add), files);
        progress.End();
        return new SaveReport(uncompared);
    }

    /// <summary>Rebuilds a model, whole or not at all: checks the hash of what creates the objects, creates them, builds the layers for the shapes they had, reads the weights into them and checks
    /// their hash, converts layers to the types that their weights had, freezes those that were frozen, compiles as it was compiled.
    /// TorchSharp's random numbers go on as if nothing was loaded.</summary>
    /// <param name="path">The file.</param>
    /// <param name="registry">The custom classes and functions that the model uses.</param>
    /// <param name="progress">Is told how much of the weights is read, from 0 to 1, on this thread; default nobody.</param>
    /// <exception cref="ConfigException">The file names custom objects that the registry does not know (all are listed) or newer versions, or a config does not fit its class.</exception>
    /// <exception cref="BundleException">The file cannot be read, is damaged, is of a newer format, or its weights are not the rebuilt model's.</exception>
    public static Bundle Load(string path, CustomObjectRegistry registry, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(registry);
        try
        {
            using var stream = File.OpenRead(path);
            using var reader = new BundleReader(path, stream);
            return Load(reader, registry, path, progress);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new BundleException(path, "a bundle that can be read", $"a refusal ({error.Message})", "Correct the path or its permissions, or save the model again.", error);
        }
    }

    private static Bundle Load(BundleReader reader, CustomObjectRegistry registry, string path, IProgress<double>? progress)
    {
        var json = reader.ReadJson(BundleFormat.ModelName);
        var where = $"{path}, {BundleFormat.ModelName}";
        var unknown = json.Select(item => item.Key).Except(BundleFormat.ModelKeys).ToList();
        if (unknown.Count > 0)
            throw new BundleException(where, $"no keys but {string.Join(", ", BundleFormat.ModelKeys)}", string.Join(", ", unknown), "The file is damaged; save the model again.");
        var config = Part(json, "model", where);
        var compile = Part(json, "compile", where);
        UnknownObjects.Refuse(new JsonObject { ["model"] = config.DeepClone(), ["compile"] = compile.DeepClone() }, registry, where, "");
        using var random = new RandomState();
        using var room = new WeightRoom(reader.SizeOf(BundleFormat.WeightsName), $"{path}, {BundleFormat.WeightsName}");
        var created = InFile(where, () => new ConfigReader(registry).ReadRoot(config, "model"));
        if (created is not nn.Module model)
            throw new BundleException(where, "a model that is a TorchSharp module", $"a {TypeNames.Short(created.GetType())}", "Read the object with ObjectConfig.Read.");
        try
        {
            ComponentList.Register(model);
            Build(model, Part(json, "build", where), where);
            ReadWeights(model, reader, $"{path}, {BundleFormat.WeightsName}", progress);
            Freeze(model, json, where);
            foreach (var (place, compiled) in compile) Compile(model, place, compiled, registry, where);
            return new Bundle(model, reader.Manifest, json);
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>Gives a model of the same config the build, the weights and the frozen weights of a bundle.</summary>
    /// <exception cref="BundleException">They do not fit it.</exception>
    internal static void Restore(nn.Module model, JsonObject json, IReadOnlyDictionary<string, Tensor> weights, string path)
    {
        var where = $"{path}, {BundleFormat.ModelName}";
        ComponentList.Register(model);
        Build(model, Part(json, "build", where), where);
        BundleWeights.Copy(weights, model, $"{path}, {BundleFormat.WeightsName}");
        Freeze(model, json, where);
    }

    private static void Build(nn.Module model, JsonObject shapes, string where)
    {
        foreach (var (place, shape) in shapes)
        {
            if (LayerTree.Find(model, place) is not IWeightOwner layer || shape is not JsonArray sizes)
                throw new BundleException(where, $"a layer to build at \"{place}\" and its shape", ConfigJson.Show(shape), "Load with the classes that wrote the bundle.");
            try
            {
                layer.BuildSelf(sizes.Count > 0 && sizes.All(size => size is JsonArray) ? [.. sizes.Select(size => ShapeOf((JsonArray)size!))] : [ShapeOf(sizes)]);
            }
            catch (Exception error) when (error is not BundleException)
            {
                throw new BundleException(where, $"a shape that the layer at \"{place}\" can be built for", $"{ConfigJson.Show(shape)} ({error.Message.Split('\n')[0]})",
                    "The file is damaged; save the model again.", error);
            }
        }
    }

    // What was compiled is whatever the class wrote, so that only the class can say what is wrong with it.
    private static void Compile(nn.Module model, string place, JsonNode? compiled, CustomObjectRegistry registry, string where)
    {
        if (LayerTree.Find(model, place) is not ICompiled target || compiled is not JsonObject setting)
            throw new BundleException(where, $"a model to compile at \"{place}\"", "none", "Load with the classes that wrote the bundle.");
        try
        {
            InFile($"{where}, compile.{place}", () =>
            {
                target.RestoreCompile(setting, registry);
                return target;
            }, ".");
        }
        catch (Exception error) when (error is not AuthoringException)
        {
            throw new BundleException(where, $"what the model at \"{place}\" was compiled with", $"{ConfigJson.Show(compiled)} ({error.Message})", "The file is damaged; save the model again.", error);
        }
    }

    // Readers of configs know the place in the document alone.
    private static T InFile<T>(string where, Func<T> read, string between = ", ")
    {
        try
        {
            return read();
        }
        catch (ConfigException error)
        {
            throw new ConfigException($"{where}{between}{error.Where}", error.Expected, error.Received, error.Remedy, error.InnerException);
        }
    }

    private static Shape ShapeOf(JsonArray sizes) => Shape.Create([.. sizes.Select(size => (long)size!)]);

    private static void ReadWeights(nn.Module model, BundleReader reader, string where, IProgress<double>? progress)
    {
        var passed = new PassedBytes(progress, reader.SizeOf(BundleFormat.WeightsName));
        reader.ReadTensors(BundleFormat.WeightsName, entries => BundleWeights.Places(entries, model, where), passed.Add);
        passed.End();
    }

    // Bundles of before have no such list: their weights are trained as the classes say.
    private static void Freeze(nn.Module model, JsonObject json, string where)
    {
        if (json["frozen"] is not { } list) return;
        if (list is not JsonArray names || names.Any(name => name?.GetValueKind() != JsonValueKind.String))
            throw new BundleException(where, "a list of names \"frozen\"", ConfigJson.Show(list), "The file is damaged; save the model again.");
        var frozen = names.Select(name => (string)name!).ToHashSet();
        foreach (var (name, weight) in model.named_parameters()) weight.requires_grad = !frozen.Contains(name);
    }

    private static JsonObject Part(JsonObject json, string key, string where) => json[key] as JsonObject
        ?? throw new BundleException(where, $"an object \"{key}\"", ConfigJson.Show(json[key]), "The file is damaged; save the model again.");
}
