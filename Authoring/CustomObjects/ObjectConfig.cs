using System.Text.Json.Nodes;

namespace OnnxForge.Authoring;

/// <summary>Custom objects to JSON and back. The config of an object is its constructor's parameters, in their order:
/// <c>{"type": "onnxforge/dense", "version": 1, "config": {"units": 30, "activation": {...}}}</c>.</summary>
/// <remarks>A module that an object holds twice is written once and referred to, so that it is one module again after reading. NaN and the infinities are
/// written as the strings <c>NaN</c>, <c>Infinity</c>, <c>-Infinity</c>.</remarks>
public static class ObjectConfig
{
    /// <summary>The object's type, version and config, with everything it holds.</summary>
    /// <param name="custom">An object whose class is marked with <see cref="CustomObjectAttribute"/>.</param>
    /// <exception cref="ConfigException">The class, or that of an object inside, is not marked or does not follow the constructor rule; or a function has no name.</exception>
    public static JsonObject Write(object custom)
    {
        ArgumentNullException.ThrowIfNull(custom);
        return new ConfigWriter().WriteRoot(custom, "object");
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
}
