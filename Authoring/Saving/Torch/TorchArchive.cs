using System.Numerics;
using System.Text;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads the state dict in a file that PyTorch wrote with <c>torch.save</c>: a zip of a pickle and of storages, which tensors are views of.</summary>
internal sealed class TorchArchive : IDisposable
{
    private const string PickleName = "/data.pkl";
    private const int LongestPickle = 1 << 25, MostDimensions = 64, ListedKeys = 10;
    // A tensor may repeat its storage's elements, by strides of 0; memory for what is not in the file has its bound.
    private const long MostRepeated = 1 << 24;

    private readonly TorchZip zip;
    private readonly string where;
    private readonly string folder;
    private readonly bool bigEndian;
    private PassedBytes passed = new(null, 0);
    private readonly Dictionary<string, (ScalarType Type, Tensor Elements)> storages = [];

    private TorchArchive(TorchZip zip, string where)
    {
        (this.zip, this.where) = (zip, where);
        var pickles = zip.Entries.Keys.Where(name => name.EndsWith(PickleName, StringComparison.Ordinal)).ToList();
        if (pickles.Count != 1) throw new BundleException(where, "weights that PyTorch saved", $"a zip with {pickles.Count} entries */data.pkl", Damaged.Remedy);
        folder = pickles[0][..^PickleName.Length];
        if (zip.Entries.ContainsKey($"{folder}/constants.pkl"))
            throw new BundleException(where, "weights that PyTorch saved", "a TorchScript file", "Load it with torch.jit.load, or save the weights alone in Python: torch.save(model.state_dict(), path).");
        bigEndian = zip.Entries.TryGetValue($"{folder}/byteorder", out var order) && Encoding.ASCII.GetString(zip.ReadBytes(order, 16)) == "big";
    }

    /// <summary>Whether the names in a zip are those of a file of PyTorch.</summary>
    public static bool Matches(TorchZip zip) => zip.Entries.Keys.Any(name => name.EndsWith(PickleName, StringComparison.Ordinal));

    /// <summary>The tensors of a state dict on the CPU, owned by the caller; those that shared memory in Python share it again, and names of one view are one tensor.</summary>
    /// <param name="zip">The file.</param>
    /// <param name="keyPath">The keys that lead to the state dict in what was saved.</param>
    /// <param name="where">The file in messages.</param>
    /// <param name="progress">Is told how much of the state dict is read, from 0 to less than 1; default nobody.</param>
    /// <exception cref="BundleException">The file is damaged, holds more than tensors and plain containers, or has no state dict there.</exception>
    public static Dictionary<string, Tensor> Read(TorchZip zip, IReadOnlyList<string> keyPath, string where, IProgress<double>? progress = null)
    {
        using var archive = new TorchArchive(zip, where);
        var pickle = zip.ReadBytes(zip.Entries[archive.folder + PickleName], LongestPickle);
        var described = archive.Find(PickleReader.Read(pickle, $"{where}, data.pkl"), keyPath);
        var keys = described.Select(item => $"{archive.folder}/data/{item.Tensor.Storage.Key}").Distinct();
        archive.passed = new PassedBytes(progress, keys.Sum(key => zip.Entries.TryGetValue(key, out var entry) ? entry.Length : 0));
        var tensors = new Dictionary<string, Tensor>();
        var known = new Dictionary<(string, long, string), Tensor>();
        try
        {
            foreach (var (name, tensor) in described)
            {
                var view = (tensor.Storage.Key, tensor.Offset, $"{string.Join(",", tensor.Sizes)};{string.Join(",", tensor.Strides)};{tensor.Conjugated};{tensor.Negated}");
                if (!known.TryGetValue(view, out var same)) known[view] = same = archive.Build(tensor, $"{where}, tensor {Damaged.Cut(name)}");
                tensors.Add(name, same);
            }
            return tensors;
        }
        catch
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var (_, elements) in storages.Values) elements.Dispose();
    }

    private List<(string Name, TorchTensor Tensor)> Find(object? value, IReadOnlyList<string> keyPath)
    {
        var place = where;
        foreach (var key in keyPath)
        {
            if (value is not PickleDictionary parent) throw new BundleException(place, $"a dictionary with the key \"{key}\"", PickleReader.Kind(value), "Correct the KeyPath.");
            if (!parent.TryGet(key, out value))
                throw new BundleException(place, $"a dictionary with the key \"{key}\"", Keys(parent), "Correct the KeyPath.");
            place = $"{place}, {Damaged.Cut(key)}";
        }
        if (value is not PickleDictionary found) throw new BundleException(place, "a state dict, tensors by name", PickleReader.Kind(value), SaveStateDict);
        if (found.Texts.Count() == found.Count && found.Texts.All(item => item.Value is TorchTensor)) return [.. found.Texts.Select(item => (item.Key, (TorchTensor)item.Value!))];
        var dictionaries = found.Texts.Where(item => item.Value is PickleDictionary child && child.Texts.Any(inner => inner.Value is TorchTensor)).Select(item => item.Key).ToList();
        var path = string.Join(", ", keyPath.Append(dictionaries.FirstOrDefault() ?? "").Select(key => $"\"{Damaged.Cut(key)}\""));
        throw new BundleException(place, "a state dict, tensors by name", Keys(found),
            dictionaries.Count > 0 ? $"Say which part holds the weights: new WeightLoadOptions {{ KeyPath = [{path}] }}." : SaveStateDict);
    }

    private const string SaveStateDict = "Save the weights alone in Python: torch.save(model.state_dict(), path).";

    private static string Keys(PickleDictionary dictionary)
    {
        var keys = dictionary.Texts.Take(ListedKeys).Select(item => $"\"{Damaged.Cut(item.Key)}\" ({PickleReader.Kind(item.Value)})");
        return dictionary.Count == 0 ? "an empty one" : $"one of {string.Join(", ", keys)}{(dictionary.Count > ListedKeys ? $" and {dictionary.Count - ListedKeys} more" : "")}";
    }

    private Tensor Build(TorchTensor tensor, string place)
    {
        var (storage, sizes, strides) = (tensor.Storage, tensor.Sizes, tensor.Strides);
        if (sizes.Length != strides.Length || sizes.Length > MostDimensions || sizes.Concat(strides).Append(tensor.Offset).Any(number => number < 0))
            throw Damaged.File(place, $"a size and a stride for each of at most {MostDimensions} dimensions", $"{sizes.Length} sizes and {strides.Length} strides");
        // In numbers without end, as their product may have 64 times 63 bits.
        var last = tensor.Offset + sizes.Zip(strides).Aggregate(BigInteger.Zero, (sum, pair) => sum + (BigInteger)(pair.First - 1) * pair.Second);
        var empty = sizes.Contains(0);
        if (empty ? tensor.Offset > storage.Count : last >= storage.Count) throw Damaged.File(place, $"places in a storage of {storage.Count} elements", $"place {(empty ? tensor.Offset : last)}");
        // Sizes beside a 0 count too: libtorch multiplies them.
        var count = sizes.Where(size => size > 0).Aggregate(BigInteger.One, (product, size) => product * size);
        if (count > Math.Max(storage.Count, MostRepeated)) throw Damaged.File(place, $"at most {Math.Max(storage.Count, MostRepeated)} values", $"{count}");
        using var scope = NewDisposeScope();
        var values = Elements(storage, place).as_strided(sizes, strides, tensor.Offset);
        if (tensor.Conjugated) values = values.conj_physical();
        if (tensor.Negated) values = values.neg();
        return values.DetachFromDisposeScope();
    }

    private Tensor Elements(TorchStorage storage, string place)
    {
        if (storages.TryGetValue(storage.Key, out var known))
        {
            return known.Type == storage.Type && known.Elements.numel() == storage.Count ? known.Elements
                : throw Damaged.File(place, $"the storage of {known.Elements.numel()} {known.Type} elements", $"one of {storage.Count} {storage.Type}");
        }
        if (!zip.Entries.TryGetValue($"{folder}/data/{storage.Key}", out var entry)) throw Damaged.File(place, $"an entry data/{Damaged.Cut(storage.Key)}", "none");
        if (storage.Count < 0 || (Int128)storage.Count * TorchTypes.All[storage.Type] != entry.Length)
            throw Damaged.File(place, $"the bytes of {storage.Count} {storage.Type} elements", $"{entry.Length} bytes");
        zip.Read(entry, read => storages.Add(storage.Key, (storage.Type, TensorBytes.Read([storage.Count], storage.Type, read))), passed.Add);
        var elements = storages[storage.Key].Elements;
        if (bigEndian) TensorBytes.Reverse(elements);
        return elements;
    }
}
