using System.Globalization;
using System.Text.Json.Nodes;
using OnnxForge.Export;
using OnnxForge.Inference;
using Spectre.Console;

namespace OnnxForge.Cli;

/// <summary>Shows an ONNX file's summary to a program or a person.</summary>
internal static class OnnxFileView
{
    private const int ShownCharacters = 120;

    /// <summary>The summary as JSON; inputs and outputs are lists of <c>{name, dtype, dims}</c>, a dimension being a size, a name, or null when unknown.</summary>
    public static JsonObject ToJson(OnnxFileSummary model, long bytes) => new()
    {
        ["format"] = "onnx",
        ["bytes"] = bytes,
        ["irVersion"] = model.IrVersion,
        ["producer"] = model.Producer,
        ["opsets"] = new JsonObject(model.Opsets.Select(opset => KeyValuePair.Create(opset.Key, (JsonNode?)JsonValue.Create(opset.Value)))),
        ["signature"] = Signature(model),
        ["inputs"] = Tensors(model.Inputs),
        ["outputs"] = Tensors(model.Outputs),
        ["operators"] = new JsonObject(model.Operators.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)JsonValue.Create(entry.Value)))),
        ["constants"] = model.Constants,
        ["constantBytes"] = model.ConstantBytes,
        ["metadata"] = new JsonObject(model.Metadata.Select(entry => KeyValuePair.Create(entry.Key, Structured(entry.Value)))),
    };

    /// <summary>Prints the summary as tables.</summary>
    public static void Print(string path, OnnxFileSummary model, long bytes, ITerminal terminal)
    {
        var console = Screen.For(terminal);
        var opsets = string.Join(", ", model.Opsets.Select(opset => $"{opset.Key} {opset.Value}"));
        terminal.Output.WriteLine($"{Path.GetFileName(path)}: ONNX model, {Quantity.Bytes(bytes)}, opset {opsets}, IR version {model.IrVersion}{(model.Producer.Length > 0 ? $", written by {model.Producer}" : "")}");
        terminal.Output.WriteLine($"Signature: {Signature(model)}");
        PrintTensors(console, "Input", model.Inputs);
        PrintTensors(console, "Output", model.Outputs);
        var operators = Screen.Table("Operator", ">Nodes");
        foreach (var (name, count) in model.Operators.OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key, StringComparer.Ordinal))
            operators.AddRow(new Text(name), new Text(count.ToString(CultureInfo.InvariantCulture)));
        operators.AddRow(new Text("constants stored"), new Text(model.Constants.ToString(CultureInfo.InvariantCulture)));
        console.Write(operators);
        if (model.Metadata.Count == 0) return;
        var metadata = Screen.Table("Metadata", "Value");
        foreach (var (key, value) in model.Metadata) metadata.AddRow(new Text(key), new Text(Shorten(value)));
        console.Write(metadata);
    }

    // As typed models state it: see OnnxModelAttribute.Signature.
    private static string Signature(OnnxFileSummary model) => $"({string.Join(", ", model.Inputs)}) -> ({string.Join(", ", model.Outputs)})";

    /// <summary>Signature tensors as JSON.</summary>
    public static JsonArray Tensors(IEnumerable<FileTensor> tensors) =>
    [
        .. tensors.Select(tensor => new JsonObject
        {
            ["name"] = tensor.Name,
            ["dtype"] = tensor.Type,
            ["dims"] = tensor.Dims is null ? null : new JsonArray([.. tensor.Dims.Select(Dimension)]),
        }),
    ];

    /// <summary>Prints a table of signature tensors.</summary>
    public static void PrintTensors(IAnsiConsole console, string kind, IEnumerable<FileTensor> tensors)
    {
        var table = Screen.Table(kind, "Type", "Dims");
        foreach (var tensor in tensors)
            table.AddRow(new Text(tensor.Name), new Text(tensor.Type), new Text(tensor.Dims is null ? "?" : $"[{string.Join(", ", tensor.Dims)}]"));
        console.Write(table);
    }

    private static JsonNode? Dimension(SignatureDimension dimension) =>
        dimension.Size is { } size ? JsonValue.Create(size) : dimension.Symbol is { } symbol ? JsonValue.Create(symbol) : null;

    private static string Shorten(string value) =>
        value.Length <= ShownCharacters ? value : string.Create(CultureInfo.InvariantCulture, $"{value[..ShownCharacters]}... ({value.Length:#,0} characters; --json shows all)");

    // Configs are stored as JSON text; a program should not have to parse twice.
    private static JsonNode? Structured(string value)
    {
        if (!value.StartsWith('{') && !value.StartsWith('[')) return JsonValue.Create(value);
        try
        {
            return JsonNode.Parse(value);
        }
        catch (System.Text.Json.JsonException)
        {
            return JsonValue.Create(value);
        }
    }
}
