using System.Reflection;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Runs a user's own layers beside those that were rebuilt from their configs, on the same weights and inputs: what a constructor does not keep shows in the outputs.</summary>
internal static class RebuiltOutputs
{
    // What a trial may cost at a save: layers of more weights or inputs, and those on other devices, are compared by their configs alone.
    private const long MostWeights = 1 << 20, MostInputs = 1 << 18, Batch = 2, Other = 11;

    /// <summary>Compares before anything is written; modes and buffers of the module are as before.</summary>
    /// <exception cref="ConfigException">A layer gives other outputs after rebuilding, or needs other weights.</exception>
    public static void Compare(nn.Module module, nn.Module rebuilt, string path)
    {
        var again = LayerTree.Modules(rebuilt).ToDictionary(node => node.Path, node => node.Module);
        var done = new List<string>();
        foreach (var (place, layer) in LayerTree.Layers(module).Where(node => IsOwn(node.Layer)).ToList())
        {
            if (done.Any(outer => outer.Length == 0 || place.StartsWith($"{outer}.", StringComparison.Ordinal))) continue;
            var original = (nn.Module)layer;
            if (!again.TryGetValue(place, out var twin) || twin.GetType() != original.GetType() || !IsSmall(original)) continue;
            done.Add(place);
            CompareTree(original, twin, place.Length == 0 ? path : $"{path}, {place}");
        }
    }

    private static bool IsOwn(ILayer layer) => layer.Built && layer.InputShapes is { Count: > 0 } && layer.GetType().Assembly != typeof(RebuiltOutputs).Assembly;

    private static bool IsSmall(nn.Module module)
    {
        var state = module.state_dict().Values;
        return state.All(tensor => tensor.device_type == TorchSharp.DeviceType.CPU) && state.Sum(tensor => tensor.numel()) <= MostWeights;
    }

    private static void CompareTree(nn.Module original, nn.Module twin, string where)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        using var dropped = ForwardValues.Collect();
        var modes = LayerTree.Modules(original).Select(node => (node.Module, node.Module.training)).ToList();
        var buffers = original.named_buffers().Select(item => (item.buffer, Before: item.buffer.clone())).ToList();
        try
        {
            if (!BuildTwin(original, twin, where)) return;
            original.eval();
            twin.eval();
            var twins = LayerTree.Modules(twin).ToDictionary(node => node.Path, node => node.Module);
            // The innermost first, so that the error names the layer that loses something and not one around it.
            foreach (var (place, layer) in LayerTree.Layers(original).Where(node => IsOwn(node.Layer)).Reverse().ToList())
            {
                if (twins.TryGetValue(place, out var same)) CompareLayer(layer, same, place.Length == 0 ? where : $"{where}.{place}");
            }
        }
        finally
        {
            foreach (var (module, mode) in modes) module.train(mode);
            foreach (var (buffer, before) in buffers) buffer.copy_(before);
        }
    }

    // False where the layer was converted to another element type, which rebuilding does not know of.
    private static bool BuildTwin(nn.Module original, nn.Module twin, string where)
    {
        foreach (var (place, layer) in LayerTree.Layers(original).Where(node => node.Layer.Built))
        {
            if (LayerTree.Layers(twin).FirstOrDefault(node => node.Path == place).Layer is { } same) same.EnsureBuilt(layer.InputShapes!);
        }
        var (held, made) = (original.state_dict(), twin.state_dict());
        var odd = held.Keys.Union(made.Keys).FirstOrDefault(name => Describe(held, name) != Describe(made, name));
        if (odd is not null)
        {
            throw new ConfigException($"{where}.{odd}", $"{Describe(held, odd)}, as the layer has it, after rebuilding", Describe(made, odd), "Keep what the weights depend on in constructor parameters.");
        }
        if (held.Any(item => item.Value.dtype != made[item.Key].dtype)) return false;
        foreach (var (name, weight) in made) weight.copy_(held[name]);
        return true;
    }

    private static string Describe(Dictionary<string, Tensor> state, string name) =>
        state.TryGetValue(name, out var tensor) ? $"{Shape.Of(tensor)}" : "no such weight";

    private static void CompareLayer(ILayer original, nn.Module twin, string where)
    {
        if (twin is not IFlatCall again || original.InputShapes!.Any(shape => Sizes(shape).Aggregate(1.0, (product, size) => product * size) > MostInputs)) return;
        var state = get_rng_state();
        var (shapes, types) = (original.InputShapes!, Types(original));
        if (Run((IFlatCall)original, shapes, types, state, out _) is not { } outputs) return;
        // One that differs from itself, by random numbers or a state of its own, tells nothing.
        if (!Same(outputs, Run((IFlatCall)original, shapes, types, state, out _))) return;
        var rebuilt = Run(again, shapes, types, state, out var failure);
        if (Same(outputs, rebuilt)) return;
        var fields = Fields(original.GetType()).Where(field => !Equals(field.GetValue(original), field.GetValue(twin))).Select(Name).ToList();
        throw new ConfigException(where, "a layer that gives the same outputs after rebuilding from its config",
            failure ?? (fields.Count > 0 ? $"others; {string.Join(", ", fields)} differs" : "others"), "Make what was lost a constructor parameter with a public property of its name.");
    }

    // One that was loaded and not called since is tried with numbers alone: libtorch ends the process at matrix products of indices and numbers.
    private static IReadOnlyList<ScalarType> Types(ILayer layer)
    {
        var number = ((nn.Module)layer).parameters().FirstOrDefault(parameter => IsNumber(parameter.dtype))?.dtype ?? ScalarType.Float32;
        return [.. (((IWeightOwner)layer).InputTypes ?? Enumerable.Repeat(number, layer.InputShapes!.Count)).Select(type => IsNumber(type) ? number : type)];
    }

    private static bool IsNumber(ScalarType type) => type is ScalarType.Float16 or ScalarType.BFloat16 or ScalarType.Float32 or ScalarType.Float64 or ScalarType.ComplexFloat32 or ScalarType.ComplexFloat64;

    // A trial calls what users wrote, which may refuse made-up inputs by any exception.
    private static IReadOnlyList<Tensor>? Run(IFlatCall layer, IReadOnlyList<Shape> shapes, IReadOnlyList<ScalarType> types, Tensor state, out string? failure)
    {
        failure = null;
        try
        {
            set_rng_state(state);
            return layer.CallFlat([.. shapes.Zip(types, (shape, type) => Input(Sizes(shape), type))]);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            failure = $"an error ({error.Message.Split('\n')[0]})";
            return null;
        }
    }

    private static Tensor Input(long[] sizes, ScalarType type)
    {
        var count = sizes.Aggregate(1L, (product, size) => product * size);
        var values = arange(count, ScalarType.Float64);
        return (IsNumber(type) ? (values * 0.7).sin() : values.remainder(2)).to(type).reshape(sizes);
    }

    private static long[] Sizes(Shape shape) => [.. shape.Select((size, dimension) => size >= 0 ? size : dimension == 0 ? Batch : Other)];

    private static bool Same(IReadOnlyList<Tensor> some, IReadOnlyList<Tensor>? others) => others is not null && some.Count == others.Count && some.Zip(others).All(pair =>
        pair.First.dtype == pair.Second.dtype && pair.First.shape.SequenceEqual(pair.Second.shape)
        && pair.First.eq(pair.Second).logical_or(pair.First.ne(pair.First).logical_and(pair.Second.ne(pair.Second))).all().item<bool>());

    private static IEnumerable<FieldInfo> Fields(Type? type)
    {
        for (; type is not null && type.Assembly != typeof(RebuiltOutputs).Assembly; type = type.BaseType)
        {
            foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                if (field.FieldType.IsPrimitive || field.FieldType.IsEnum || field.FieldType == typeof(string)) yield return field;
            }
        }
    }

    // The compiler names an automatic property's field <Alpha>k__BackingField.
    private static string Name(FieldInfo field) => field.Name.StartsWith('<') ? field.Name[1..field.Name.IndexOf('>')] : field.Name;
}
