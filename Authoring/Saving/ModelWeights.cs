using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A model's weights alone, in files that other tools read and write too: safetensors, PyTorch's state dicts, TorchSharp's own.</summary>
/// <remarks>Names are those of the state_dict. Files are read with bounds and run nothing: of a pickle only tensors and plain containers are taken. A PyTorch layer's tensors fit the layer of ours
/// at the same path: the weight of a Linear is transposed to the kernel of a <see cref="Dense"/>, <c>weight</c> and <c>bias</c> of norms are gamma and beta, running_mean and running_var the moving
/// ones, <c>weight_ih_l0</c> and <c>weight_hh_l0</c> of recurrent layers the kernels, whose biases are added where ours has one.</remarks>
public static class ModelWeights
{
    private static readonly Dictionary<string, string> torchMetadata = new() { ["format"] = "pt" };

    /// <summary>Writes the weights, whole or not at all: <c>.safetensors</c>, a shared weight once, or <c>.dat</c>, which TorchSharp's <c>load</c> reads.</summary>
    /// <param name="path">The file; its folder exists and its extension says the format.</param>
    /// <param name="model">A model whose layers are built. It is not changed.</param>
    /// <param name="progress">Is told how much of the file is written, from 0 to 1, on this thread; default nobody.</param>
    /// <exception cref="BundleException">The extension is another, a layer is not built, the file cannot be written, or the format lacks a tensor's type.</exception>
    public static void Save(string path, nn.Module model, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        var state = ModelState.Of(model);
        var extension = Path.GetExtension(path);
        if (extension.Equals(".safetensors", StringComparison.OrdinalIgnoreCase)) SafeTensors.Write(path, state.ToDictionary(item => item.Name, item => item.Tensor), progress, torchMetadata);
        else if (extension.Equals(".dat", StringComparison.OrdinalIgnoreCase)) DatFile.Write(path, model.state_dict(), progress);
        else throw new BundleException(path, "a file named .safetensors or .dat", $"one named {(extension.Length == 0 ? "without extension" : extension)}", "Name the format; PyTorch reads .safetensors.");
    }

    /// <summary>Brings the weights of a file into a model: the file is read and checked whole before the first weight changes, so that a load that fails changes nothing.</summary>
    /// <param name="path">A .safetensors file, a state dict of PyTorch, a .dat file of TorchSharp, or a bundle; the bytes tell which.</param>
    /// <param name="model">A model whose layers are built, on any device.</param>
    /// <param name="options">Default: strict, names as they are.</param>
    /// <returns>What was loaded, and without <see cref="WeightLoadOptions.Strict"/> what was not.</returns>
    /// <exception cref="BundleException">The file cannot be read or is damaged, a layer is not built, or, when strict, something does not fit (all of it is listed).</exception>
    public static LoadReport Load(string path, nn.Module model, WeightLoadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(model);
        options ??= new WeightLoadOptions();
        var state = ModelState.Of(model);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        var values = WeightFile.Read(path, options.KeyPath, options.Progress);
        try
        {
            var (report, copies) = Match(state, TorchNames.Translate(Renamed(values, options.Rename, path), model), options);
            if (options.Strict && !report.IsComplete)
            {
                throw new BundleException(path, $"exactly the weights of the {model.GetType().Name}", report.Problems,
                    "Make the model as it was, give a Rename for other names, or load with Strict = false what fits.");
            }
            foreach (var (weight, value) in copies) weight.copy_(value);
            options.Progress?.Report(1);
            return report;
        }
        finally
        {
            foreach (var value in values.Values) value.Dispose();
        }
    }

    /// <summary>The tensors of a file by name, on the CPU, owned by the caller.</summary>
    /// <param name="path">A .safetensors file, a state dict of PyTorch, a .dat file of TorchSharp, or a bundle; the bytes tell which.</param>
    /// <param name="keyPath">The keys that lead to the state dict in a file of PyTorch; default none.</param>
    /// <param name="progress">Is told how much of the weights is read, from 0 to 1, on this thread; default nobody.</param>
    /// <remarks>Tensors that shared memory in Python share it again.</remarks>
    /// <exception cref="BundleException">The file cannot be read, is damaged, or holds no weights.</exception>
    public static IReadOnlyDictionary<string, Tensor> Read(string path, IReadOnlyList<string>? keyPath = null, IProgress<double>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var values = WeightFile.Read(path, keyPath ?? [], progress);
        progress?.Report(1);
        return values;
    }

    private static IReadOnlyDictionary<string, Tensor> Renamed(IReadOnlyDictionary<string, Tensor> values, Func<string, string?>? rename, string where)
    {
        if (rename is null) return values;
        var renamed = new Dictionary<string, Tensor>();
        foreach (var (name, value) in values)
        {
            if (rename(name) is { } wanted && !renamed.TryAdd(wanted, value))
                throw new BundleException(where, "a Rename that gives different names", $"\"{wanted}\" twice", "Give each tensor a name of its own, or null to leave it out.");
        }
        return renamed;
    }

    private static (LoadReport Report, List<(Tensor Weight, Tensor Value)> Copies) Match(IReadOnlyList<StateTensor> state, Dictionary<string, Tensor> values, WeightLoadOptions options)
    {
        var (loaded, missing, mismatched, copies) = (new List<string>(), new List<string>(), new List<WeightMismatch>(), new List<(Tensor, Tensor)>());
        foreach (var item in state)
        {
            var found = item.Names.Where(values.ContainsKey).ToList();
            if (found.Count == 0) missing.Add(item.Name);
            else if (found.Select(name => Mismatch(name, item.Tensor, values[name], values[found[0]], options)).FirstOrDefault(wrong => wrong is not null) is { } wrong) mismatched.Add(wrong);
            else
            {
                loaded.Add(item.Name);
                copies.Add((item.Tensor, values[found[0]]));
            }
        }
        var known = state.SelectMany(item => item.Names).ToHashSet();
        var used = copies.Select(copy => copy.Item2).ToHashSet(ReferenceEqualityComparer.Instance);
        // Where Python shared a weight, the file names it twice; TorchSharp names it once.
        var unexpected = values.Where(item => !known.Contains(item.Key) && !used.Contains(item.Value)).Select(item => item.Key).ToList();
        return (new LoadReport(loaded, missing, unexpected, mismatched), copies);
    }

    private static WeightMismatch? Mismatch(string name, Tensor weight, Tensor value, Tensor first, WeightLoadOptions options)
    {
        var (expected, received) = (Describe(weight), Describe(value));
        if (!value.shape.SequenceEqual(weight.shape) || (value.dtype != weight.dtype && !options.ConvertTypes)) return new WeightMismatch(name, expected, received);
        return ReferenceEquals(value, first) || Same(value, first) ? null : new WeightMismatch(name, expected, $"{received} of other values than the weight that it shares");
    }

    // NaN in both places is the same value.
    private static bool Same(Tensor some, Tensor other) => some.eq(other).logical_or(some.ne(some).logical_and(other.ne(other))).all().item<bool>();

    private static string Describe(Tensor tensor) => new TensorSpec(Shape.Of(tensor), tensor.dtype).ToString();
}
