using System.Globalization;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>What an object that trains hands to a checkpoint, and gets back from it: numbers, texts and tensors under names, and parts for the objects that it holds.</summary>
/// <remarks><code>
/// public override void Save(CheckpointState state) => state.Set("waited", waited);
/// public override void Load(CheckpointState state) => waited = (int)state.GetInt64("waited");
/// </code></remarks>
public sealed class CheckpointState
{
    private readonly string where, prefix;
    private readonly JsonObject values;
    private readonly Dictionary<string, Tensor> tensors;

    /// <summary>A state with nothing in it.</summary>
    internal CheckpointState() : this("Checkpoint", "", [], []) { }

    /// <summary>The state of a checkpoint that was read.</summary>
    internal CheckpointState(string where, JsonObject values, IReadOnlyDictionary<string, Tensor> tensors) : this(where, "", values, new Dictionary<string, Tensor>(tensors)) { }

    private CheckpointState(string where, string prefix, JsonObject values, Dictionary<string, Tensor> tensors) =>
        (this.where, this.prefix, this.values, this.tensors) = (where, prefix, values, tensors);

    /// <summary>Numbers and texts of this state and its parts.</summary>
    internal JsonObject Values => values;

    /// <summary>Copies of the tensors of all states, on the CPU; their names begin with those of the parts, with slashes between.</summary>
    internal IReadOnlyDictionary<string, Tensor> Tensors => tensors;

    /// <summary>The names of numbers, texts and parts, in the order in which they were set.</summary>
    public IReadOnlyList<string> Names => [.. values.Select(item => item.Key)];

    /// <summary>Whether something was set under a name: a number, a text, a tensor or a part.</summary>
    /// <param name="name">The name.</param>
    public bool Contains(string name) => values.ContainsKey(name) || tensors.ContainsKey(prefix + name);

    /// <summary>A state of its own for an object that this one holds; names in it may be those of others.</summary>
    /// <param name="name">The part's name, unique in this state.</param>
    public CheckpointState Part(string name)
    {
        if (values[name] is not JsonObject part) Add(name, part = []);
        return new CheckpointState(where, $"{prefix}{name}/", part, tensors);
    }

    /// <summary>Keeps a number.</summary>
    /// <param name="name">Its name, unique in this state.</param>
    /// <param name="value">The number; it comes back to the bit, NaN and the infinities too.</param>
    public void Set(string name, double value) => Add(name, double.IsFinite(value) ? JsonValue.Create(value) : JsonValue.Create(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Keeps a whole number.</summary>
    /// <param name="name">Its name, unique in this state.</param>
    /// <param name="value">The number.</param>
    public void Set(string name, long value) => Add(name, JsonValue.Create(value));

    /// <summary>Keeps a truth value.</summary>
    /// <param name="name">Its name, unique in this state.</param>
    /// <param name="value">The value.</param>
    public void Set(string name, bool value) => Add(name, JsonValue.Create(value));

    /// <summary>Keeps a text.</summary>
    /// <param name="name">Its name, unique in this state.</param>
    /// <param name="value">The text.</param>
    public void Set(string name, string value) => Add(name, JsonValue.Create(value));

    /// <summary>Keeps several texts.</summary>
    /// <param name="name">Their name, unique in this state.</param>
    /// <param name="value">The texts.</param>
    public void Set(string name, IReadOnlyList<string> value) => Add(name, new JsonArray([.. value.Select(text => JsonValue.Create(text))]));

    /// <summary>Keeps a copy of a tensor.</summary>
    /// <param name="name">Its name, unique in this state.</param>
    /// <param name="value">The tensor, on any device.</param>
    public void Set(string name, Tensor value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (Contains(name)) throw Twice(name);
        using var noGradient = no_grad();
        using var scope = NewDisposeScope();
        tensors.Add(prefix + name, value.detach().to(CPU, copy: true).DetachFromDisposeScope());
    }

    /// <summary>A number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public double GetDouble(string name) => values[name] switch
    {
        JsonValue number when number.TryGetValue(out double finite) => finite,
        JsonValue text when text.TryGetValue(out string? special) && special is "NaN" or "Infinity" or "-Infinity" => double.Parse(special, CultureInfo.InvariantCulture),
        _ => throw Missing(name, "a number"),
    };

    /// <summary>A whole number.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public long GetInt64(string name) => values[name] is JsonValue value && value.TryGetValue(out long number) ? number : throw Missing(name, "a whole number");

    /// <summary>A truth value.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public bool GetBoolean(string name) => values[name] is JsonValue value && value.TryGetValue(out bool flag) ? flag : throw Missing(name, "true or false");

    /// <summary>A text.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public string GetString(string name) => values[name] is JsonValue value && value.TryGetValue(out string? text) ? text : throw Missing(name, "a text");

    /// <summary>Several texts.</summary>
    /// <param name="name">Their name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public IReadOnlyList<string> GetStrings(string name) => values[name] is JsonArray list && list.All(item => item is JsonValue value && value.TryGetValue(out string? _))
        ? [.. list.Select(item => (string)item!)]
        : throw Missing(name, "texts");

    /// <summary>A tensor, on the CPU; the state owns it, so copy what is to stay.</summary>
    /// <param name="name">Its name.</param>
    /// <exception cref="BundleException">The checkpoint has none of this name.</exception>
    public Tensor GetTensor(string name) => tensors.TryGetValue(prefix + name, out var tensor) ? tensor : throw Missing(name, "a tensor");

    /// <summary>The names of this state's own tensors.</summary>
    internal IReadOnlyList<string> TensorNames =>
        [.. tensors.Keys.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name.IndexOf('/', prefix.Length) < 0).Select(name => name[prefix.Length..])];

    /// <summary>Whether neither this state nor a part of it has anything.</summary>
    internal bool IsEmpty => IsEmptyObject(values) && !tensors.Keys.Any(name => name.StartsWith(prefix, StringComparison.Ordinal));

    /// <summary>Takes a part away again.</summary>
    internal void Remove(string name) => values.Remove(name);

    /// <summary>Frees the tensors.</summary>
    internal void Free()
    {
        foreach (var tensor in tensors.Values) tensor.Dispose();
        tensors.Clear();
    }

    private static bool IsEmptyObject(JsonObject item) => item.All(pair => pair.Value is JsonObject inner && IsEmptyObject(inner));

    private void Add(string name, JsonNode value)
    {
        if (Contains(name)) throw Twice(name);
        values.Add(name, value);
    }

    private ConfigException Twice(string name) => new($"{where}, {prefix}{name}", "values of different names", "a second one of this name", "Rename one of them.");

    private BundleException Missing(string name, string expected) =>
        new($"{where}, {prefix}{name}", expected, values[name] is { } other ? ConfigJson.Show(other) : "none", "Go on with the classes that wrote the checkpoint.");
}
