using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Custom objects to JSON and back. The config of an object is its constructor's parameters, in their order:
/// <c>{"type": "onnxforge/dense", "version": 1, "config": {"units": 30, "activation": {...}}}</c>; that of a module of TorchSharp is what its factory takes,
/// under names such as <c>torch/linear</c>.</summary>
/// <remarks>A module that an object holds twice is written once and referred to, so that it is one module again after reading. NaN and the infinities are
/// written as the strings <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</remarks>
public static class ObjectConfig
{
    /// <summary>The object's type, version and config, with everything it holds.</summary>
    /// <param name="custom">An object whose class is marked with <see cref="CustomObjectAttribute"/>, or a module of TorchSharp.</param>
    /// <exception cref="ConfigException">The class, or that of an object inside, is not marked, does not follow the constructor rule, or does not keep what its constructor is given; or a function has no name.</exception>
    public static JsonObject Write(object custom)
    {
        ArgumentNullException.ThrowIfNull(custom);
        return WriteAt("object", custom);
    }

    /// <summary>A new object from its config.</summary>
    /// <param name="json">What <see cref="Write"/> gave.</param>
    /// <param name="registry">The classes and functions that the config may name.</param>
    /// <exception cref="ConfigException">The config names objects that the registry does not know (all are listed) or newer versions of them, or a value does not fit.</exception>
    public static object Read(JsonNode json, CustomObjectRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(registry);
        UnknownObjects.Refuse(json, registry, "Config", "object");
        return new ConfigReader(registry).ReadRoot(json, "object");
    }

    /// <summary>Writes, then rebuilds from what was written and compares, so that a lost argument shows now and not when the file is needed.</summary>
    internal static JsonObject WriteAt(string path, object custom, List<UncomparedLayer>? uncompared = null)
    {
        using var random = custom is nn.Module ? new RandomState() : null;
        // Random first values, which nobody compares, would take longer than writing the weights.
        using var room = custom is nn.Module ? new WeightRoom(long.MaxValue, path) : null;
        var writer = new ConfigWriter();
        var json = writer.WriteRoot(custom, path);
        var rebuilt = new ConfigReader(writer.Used).ReadRoot(json, path);
        try
        {
            if (ConfigJson.Difference(json, new ConfigWriter().WriteRoot(rebuilt, path), path) is { } lost)
            {
                throw new ConfigException(lost.Path, $"a property that keeps its constructor argument, {lost.First}", $"{lost.Second} after rebuilding",
                    "Store the argument unchanged in the property of its name.");
            }
            if (custom is nn.Module module)
            {
                RebuiltState.Compare(module, (nn.Module)rebuilt, path);
                var untold = RebuiltOutputs.Compare(module, (nn.Module)rebuilt, path);
                uncompared?.AddRange(untold);
            }
            return json;
        }
        finally
        {
            (rebuilt as IDisposable)?.Dispose();
        }
    }
}
