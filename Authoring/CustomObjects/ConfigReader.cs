using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxForge.Authoring.TorchModules;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Creates the custom objects of one document; when it fails, what it created is disposed.</summary>
internal sealed class ConfigReader(CustomObjectRegistry registry)
{
    private readonly Dictionary<string, nn.Module> places = [];

    /// <summary>The object at the document's top.</summary>
    /// <exception cref="ConfigException">A value is missing, unknown, or does not fit.</exception>
    public object ReadRoot(JsonNode json, string path)
    {
        try
        {
            return ReadCustom(json, typeof(object), path);
        }
        catch
        {
            foreach (var module in places.Values) module.Dispose();
            throw;
        }
    }

    private object ReadCustom(JsonNode json, Type declared, string path)
    {
        var item = json as JsonObject ?? throw Wrong(path, "a custom object {\"type\", \"version\", \"config\"}", json);
        object value;
        if (ConfigJson.ReferencePath(item) is { } place)
            value = places.GetValueOrDefault(place) ?? throw Wrong(path, "the path of a module written before", json);
        else if (ConfigJson.IsCustom(item))
            value = Create(item, path);
        else
            throw Wrong(path, "a custom object {\"type\", \"version\", \"config\"}", json);
        if (declared.IsInstanceOfType(value)) return value;
        throw new ConfigException(path, $"a custom object that is a {TypeNames.Short(declared)}", $"a {TypeNames.Short(value.GetType())}", "Correct the config.");
    }

    private object Create(JsonObject item, string path)
    {
        var custom = registry.FindType((string)item["type"]!) ?? throw Wrong(path, "the name of a registered custom object", item["type"]);
        var config = custom.Upgrades.Apply((JsonObject)item["config"]!, ConfigJson.VersionOf(item) ?? throw Wrong($"{path}.version", "a whole number of 1 or more", item["version"]), $"{path}.config");
        var value = ReadParameters(config, custom.Rule, $"{path}.config");
        if (value is nn.Module module) places[path] = module;
        return value;
    }

    private object ReadParameters(JsonObject config, ConstructorRule rule, string path)
    {
        var names = rule.Parameters.Select(parameter => parameter.Name).ToHashSet();
        var missing = rule.Parameters.Where(parameter => !parameter.Optional && !config.ContainsKey(parameter.Name)).Select(parameter => parameter.Name).ToList();
        var unexpected = config.Select(item => item.Key).Where(key => !names.Contains(key)).ToList();
        if (missing.Count + unexpected.Count > 0)
        {
            throw new ConfigException(path, $"the parameters of {TypeNames.Short(rule.Type)}: {string.Join(", ", names)}",
                string.Join("; ", new[] { Listed("none named ", missing), Listed("unknown ", unexpected) }.Where(part => part.Length > 0)),
                "Use the class's version that wrote the config, or correct the config.");
        }
        var arguments = rule.Parameters.Select(parameter => config.ContainsKey(parameter.Name)
            ? Read(config[parameter.Name], parameter.Type, $"{path}.{parameter.Name}")
            : Type.Missing).ToArray();
        try
        {
            var value = rule.Create(arguments);
            if (value is not ModuleSettings settings) return value;
            WeightRoom.Take(settings.LeastValues, rule.Type.Name);
            return settings.Create();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new ConfigException(path, $"values that the constructor of {TypeNames.Short(rule.Type)} accepts", $"its refusal ({error.Message})",
                "Correct the config.", error);
        }
    }

    private object? Read(JsonNode? json, Type declared, string path)
    {
        var type = ConfigTypes.Strip(declared);
        if (json is null) return !declared.IsValueType || type != declared ? null : throw Wrong(path, $"a {TypeNames.Short(type)}", json);
        var kind = json.GetValueKind();
        if (type == typeof(string)) return kind == JsonValueKind.String ? (string)json! : throw Wrong(path, "a string", json);
        if (type == typeof(bool)) return kind is JsonValueKind.True or JsonValueKind.False ? kind == JsonValueKind.True : throw Wrong(path, "true or false", json);
        if (type.IsEnum) return ReadEnum(json, type, path);
        if (ConfigTypes.IsInteger(type)) return ReadInteger(json, type, path);
        if (ConfigTypes.IsFloating(type)) return ReadFloating(json, type, path);
        if (ConfigTypes.IsFunction(type)) return ReadFunction(json, type, path);
        if (ConfigTypes.ElementOf(type) is { } element) return ReadList(json, type, element, path);
        if (ConfigTypes.IsCustom(type)) return ReadCustom(json, type, path);
        return ReadParameters(json as JsonObject ?? throw Wrong(path, $"an object with the parameters of {TypeNames.Short(type)}", json), ConstructorRule.Of(type), path);
    }

    private Delegate ReadFunction(JsonNode json, Type type, string path)
    {
        var method = json is JsonObject item && ConfigJson.FunctionName(item) is { } name ? registry.FindFunction(name) : null;
        if (method is null) throw Wrong(path, "the name of a registered function, {\"function\": name}", json);
        return Delegate.CreateDelegate(type, method, throwOnBindFailure: false) ?? throw new ConfigException(path,
            $"a function {NamedFunction.Signature(type.GetMethod("Invoke")!)}", $"{NamedFunction.FullName(method)}, which is {NamedFunction.Signature(method)}", "Correct the config.");
    }

    private object ReadList(JsonNode json, Type type, Type element, string path)
    {
        var list = json as JsonArray ?? throw Wrong(path, "a list", json);
        var values = Array.CreateInstance(element, list.Count);
        for (var i = 0; i < list.Count; i++) values.SetValue(Read(list[i], element, $"{path}[{i}]"), i);
        if (type == typeof(Shape)) return Shape.Create((long[])values);
        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? Activator.CreateInstance(type, values)! : values;
    }

    private static object ReadEnum(JsonNode json, Type type, string path)
    {
        var names = Enum.GetNames(type);
        var text = json.GetValueKind() == JsonValueKind.String ? (string)json! : "";
        // Flags are written as "first, second"; every part must be a name, for numbers would pass through Enum.Parse unchecked.
        var parts = text.Split(", ");
        if (parts.All(part => names.Any(name => ObjectNames.Camel(name) == ObjectNames.Camel(part)))) return Enum.Parse(type, text, ignoreCase: true);
        throw Wrong(path, $"one of {string.Join(", ", names.Select(ObjectNames.Camel))}", json);
    }

    private static object ReadInteger(JsonNode json, Type type, string path)
    {
        var expected = $"a whole number of type {TypeNames.Short(type)}";
        if (!decimal.TryParse(json.ToJsonString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw Wrong(path, expected, json);
        try
        {
            return Convert.ChangeType(number, type);
        }
        catch (OverflowException)
        {
            throw Wrong(path, expected, json);
        }
    }

    private static object ReadFloating(JsonNode json, Type type, string path)
    {
        var kind = json.GetValueKind();
        var number = double.NaN;
        var ok = kind == JsonValueKind.Number && double.TryParse(json.ToJsonString(), CultureInfo.InvariantCulture, out number) && double.IsFinite(number);
        if (kind == JsonValueKind.String)
        {
            var text = (string)json!;
            ok = text is "NaN" or "Infinity" or "-Infinity";
            number = text switch { "Infinity" => double.PositiveInfinity, "-Infinity" => double.NegativeInfinity, _ => double.NaN };
        }
        if (!ok) throw Wrong(path, "a number", json);
        return Convert.ChangeType(number, type);
    }

    private static string Listed(string label, List<string> names) => names.Count == 0 ? "" : label + string.Join(", ", names);

    private static ConfigException Wrong(string path, string expected, JsonNode? json) => new(path, expected, ConfigJson.Show(json), "Correct the config.");
}
