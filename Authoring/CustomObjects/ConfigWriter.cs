using System.Collections;
using System.Text.Json.Nodes;
using OnnxForge.Authoring.TorchModules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes custom objects of one document, so that a module held twice is written once.</summary>
internal sealed class ConfigWriter
{
    private readonly Dictionary<nn.Module, string> places = new(ReferenceEqualityComparer.Instance);
    private readonly CustomObjectRegistry used = new();

    /// <summary>The built-in objects and those that were written: what reading the document needs.</summary>
    public CustomObjectRegistry Used => used;

    /// <summary>The JSON of a custom object at the document's top.</summary>
    public JsonObject WriteRoot(object custom, string path) => WriteCustom(custom, path);

    private JsonObject WriteCustom(object value, string path)
    {
        if (value is nn.Module module && !places.TryAdd(module, path)) return ConfigJson.Reference(places[module]);
        var described = value is nn.Module plain && KnownModules.Has(plain.GetType()) ? KnownModules.SettingsOf(plain) : value;
        RefuseUnmarked(described.GetType(), path);
        var custom = CustomObjectType.Of(described.GetType());
        used.Register(custom.Type);
        return ConfigJson.Custom(custom.Name, custom.Version, WriteParameters(described, custom.Rule, $"{path}.config"));
    }

    private static void RefuseUnmarked(Type type, string path)
    {
        if (!typeof(nn.Module).IsAssignableFrom(type) || type.IsDefined(typeof(CustomObjectAttribute), inherit: false)) return;
        if (type.Assembly != typeof(nn.Module).Assembly)
        {
            throw new ConfigException(path, "a layer or model marked as custom object, or a module of TorchSharp", $"{TypeNames.Full(type)}, which is not marked",
                $"Mark it: [CustomObject(\"package/{ObjectNames.Kebab(type.Name)}\")], and make its constructor's parameters public properties.");
        }
        throw new ConfigException(path, "a module of TorchSharp whose settings can be read", $"a {TypeNames.Short(type)}",
            "Wrap it in a Layer of your own whose constructor's parameters make it.");
    }

    private JsonObject WriteParameters(object value, ConstructorRule rule, string path)
    {
        var config = new JsonObject();
        foreach (var parameter in rule.Parameters)
            config[parameter.Name] = Write(parameter.Property.GetValue(value), parameter.Type, $"{path}.{parameter.Name}");
        return config;
    }

    private JsonNode? Write(object? value, Type declared, string path)
    {
        var type = ConfigTypes.Strip(declared);
        return value switch
        {
            null => null,
            string text => JsonValue.Create(text),
            bool flag => JsonValue.Create(flag),
            Enum name => JsonValue.Create(ObjectNames.Camel(name.ToString())),
            double number => double.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(NonFinite(number)),
            float number => float.IsFinite(number) ? JsonValue.Create(number) : JsonValue.Create(NonFinite(number)),
            Delegate function => WriteFunction(function, path),
            _ when ConfigTypes.IsInteger(value.GetType()) => JsonNode.Parse(((IFormattable)value).ToString(null, null)),
            _ when ConfigTypes.ElementOf(type) is { } element => WriteList((IEnumerable)value, element, path),
            _ when ConfigTypes.IsCustom(type) => WriteCustom(value, path),
            _ => WriteRecord(value, type, path),
        };
    }

    private JsonObject WriteFunction(Delegate function, string path)
    {
        if (NamedFunction.NameOf(function) is not { } name)
        {
            throw new ConfigException(path, "a function with a name", "a function without one",
                $"Make it a static method marked {NamedFunction.LikelyMark(function.Method)}, and register it before loading: registry.RegisterFunction(method).");
        }
        used.RegisterFunction(function);
        return ConfigJson.NamedFunction(name);
    }

    private JsonArray WriteList(IEnumerable values, Type element, string path)
    {
        var list = new JsonArray();
        foreach (var value in values) list.Add(Write(value, element, $"{path}[{list.Count}]"));
        return list;
    }

    private JsonObject WriteRecord(object value, Type type, string path)
    {
        if (value.GetType() == type) return WriteParameters(value, ConstructorRule.Of(type), path);
        throw new ConfigException(path, $"a {TypeNames.Short(type)}, the declared type", $"a {TypeNames.Short(value.GetType())}",
            "Mark both with [CustomObject], so that the file tells them apart.");
    }

    private static string NonFinite(double number) => double.IsNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}
