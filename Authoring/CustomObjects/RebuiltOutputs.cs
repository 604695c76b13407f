using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Runs a user's own layers beside those that were rebuilt from their configs, on the same weights and inputs: what a constructor does not keep shows in the outputs.</summary>
internal static class RebuiltOutputs
{
    // Rows of a trial; one alone where it has many values. Sizes that are not known are of a number that is no power of two.
    private const long Rows = 2, ManyValues = 1 << 18, Other = 11;

    // A prime number of values that repeat, so that no two rows or channels are alike.
    private const long Pattern = 65_537;

    /// <summary>Compares before anything is written; modes and buffers of the module are as before.</summary>
    /// <returns>The user's own layers whose outputs could not be compared, alone or within one around them.</returns>
    /// <exception cref="ConfigException">A layer gives other outputs after rebuilding, or needs other weights.</exception>
    public static IReadOnlyList<UncomparedLayer> Compare(nn.Module module, nn.Module rebuilt, string path)
    {
        var own = LayerTree.Modules(module).Where(node => IsOwn(node.Module.GetType())).ToList();
        if (own.Count == 0) return [];
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var dropped = ForwardValues.Collect();
        var modes = LayerTree.Modules(module).Select(node => (node.Module, node.Module.training)).ToList();
        try
        {
            RebuiltWeights.Share(module, rebuilt, path);
            module.eval();
            rebuilt.eval();
            var twins = LayerTree.Modules(rebuilt).ToDictionary(node => node.Path, node => node.Module);
            var reasons = new Dictionary<string, string?>();
            // The innermost first, so that the error names the layer that loses something and not one around it.
            foreach (var (place, original) in Enumerable.Reverse(own)) reasons[place] = CompareLayer(original, twins.GetValueOrDefault(place), place.Length == 0 ? path : $"{path}, {place}");
            return [.. own.Where(node => !IsWithin(node.Path, reasons)).Select(node => new UncomparedLayer(node.Path.Length == 0 ? path : node.Path, reasons[node.Path]!))];
        }
        finally
        {
            foreach (var (each, mode) in modes) each.train(mode);
        }
    }

    private static bool IsOwn(Type type) => type.Assembly != typeof(RebuiltOutputs).Assembly && type.Assembly != typeof(nn.Module).Assembly;

    // Whether the layer itself, or one around it, was compared.
    private static bool IsWithin(string place, Dictionary<string, string?> reasons) =>
        reasons.Any(item => item.Value is null && (item.Key.Length == 0 || item.Key == place || place.StartsWith($"{item.Key}.", StringComparison.Ordinal)));

    // Null, or why the outputs tell nothing.
    private static string? CompareLayer(nn.Module original, nn.Module? twin, string where)
    {
        if (twin?.GetType() != original.GetType()) throw RebuiltWeights.Lost(original, twin, where);
        if (original is not ILayer layer || original is not IFlatCall flat) return "it is no Layer, so that nobody knows its inputs";
        if (!layer.Built) return "it was neither called nor built";
        if (layer.InputShapes is not { Count: > 0 }) return "it takes no tensors";
        using var scope = NewDisposeScope();
        var state = get_rng_state();
        var inputs = Inputs(layer);
        var (buffers, again) = (Buffers(original), Buffers(twin));
        try
        {
            if (Run(flat, inputs, state, out var refusal) is not { } outputs) return $"it refuses made-up inputs ({refusal})";
            var rebuilt = Run((IFlatCall)twin, inputs, state, out var failure);
            if (Same(outputs, rebuilt)) return null;
            Restore(buffers);
            if (!Same(outputs, Run(flat, inputs, state, out _))) return "its outputs differ from call to call";
            var fields = Fields(original.GetType(), field => field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType == typeof(string))
                .Where(field => !Equals(field.GetValue(original), field.GetValue(twin))).Select(Name).ToList();
            throw new ConfigException(where, "a layer that gives the same outputs after rebuilding from its config",
                failure is not null ? $"an error ({failure})" : fields.Count > 0 ? $"others; {string.Join(", ", fields)} differs" : "others", "Make what was lost a constructor parameter with a public property of its name.");
        }
        finally
        {
            Restore(buffers);
            Restore(again);
        }
    }

    // TorchSharp does not list buffers that are not saved; fields hold them.
    private static List<(Tensor Buffer, Tensor Before)> Buffers(nn.Module module) =>
    [
        .. module.named_buffers().Select(item => item.buffer).Concat(LayerTree.Modules(module).SelectMany(node => TensorFields(node.Module))).DistinctBy(ModelState.Identity)
            .Select(buffer => (buffer, buffer.clone())),
    ];

    private static IEnumerable<Tensor> TensorFields(nn.Module module) => Fields(module.GetType(), field => field.FieldType == typeof(Tensor)).Select(field => field.GetValue(module))
        .OfType<Tensor>().Where(tensor => tensor is not TorchSharp.Modules.Parameter && !tensor.IsInvalid);

    private static void Restore(List<(Tensor Buffer, Tensor Before)> buffers)
    {
        foreach (var (buffer, before) in buffers) buffer.copy_(before);
    }

    // One that was loaded and not called since is tried with numbers alone: libtorch ends the process at matrix products of indices and numbers.
    private static List<Func<Tensor>> Inputs(ILayer layer)
    {
        var weight = ((nn.Module)layer).parameters().FirstOrDefault(parameter => IsNumber(parameter.dtype));
        var (number, device) = (weight?.dtype ?? ScalarType.Float32, weight?.device ?? CPU);
        var types = ((IWeightOwner)layer).InputTypes ?? [.. Enumerable.Repeat(number, layer.InputShapes!.Count)];
        return [.. layer.InputShapes!.Zip(types, (shape, type) => (Func<Tensor>)(() => Input(Sizes(shape), IsNumber(type) ? number : type).to(device)))];
    }

    private static bool IsNumber(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    // A trial calls what users wrote, which may refuse made-up inputs by any exception.
    private static IReadOnlyList<Tensor>? Run(IFlatCall layer, List<Func<Tensor>> inputs, Tensor state, out string? failure)
    {
        failure = null;
        try
        {
            set_rng_state(state);
            return layer.CallFlat([.. inputs.Select(make => make())]);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            failure = error.Message.Split('\n')[0];
            return null;
        }
    }

    private static Tensor Input(long[] sizes, ScalarType type)
    {
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        var places = arange(Math.Min(count, Pattern), ScalarType.Float64);
        var values = (IsNumber(type) ? (places * 0.7).sin() : places.remainder(2)).to(type);
        return values.repeat((count + Pattern - 1) / Pattern).narrow(0, 0, count).reshape(sizes);
    }

    private static long[] Sizes(Shape shape)
    {
        var row = shape.Skip(1).Aggregate(1.0, (product, size) => product * (size >= 0 ? size : Other));
        return [.. shape.Select((size, dimension) => size >= 0 ? size : dimension == 0 ? row > ManyValues ? 1 : Rows : Other)];
    }

    private static bool Same(IReadOnlyList<Tensor> some, IReadOnlyList<Tensor>? others) => others is not null && some.Count == others.Count && some.Zip(others).All(pair =>
        pair.First.dtype == pair.Second.dtype && pair.First.shape.SequenceEqual(pair.Second.shape)
        && pair.First.eq(pair.Second).logical_or(pair.First.ne(pair.First).logical_and(pair.Second.ne(pair.Second))).all().item<bool>());

    private static IEnumerable<FieldInfo> Fields(Type? type, Func<FieldInfo, bool> taken)
    {
        for (; type is not null && IsOwn(type) && type != typeof(object); type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(taken)) yield return field;
        }
    }

    // The compiler names an automatic property's field <Alpha>k__BackingField.
    private static string Name(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
