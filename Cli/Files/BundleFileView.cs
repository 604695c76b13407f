using System.Globalization;
using System.Text.Json.Nodes;

namespace OnnxForge.Cli;

/// <summary>Shows a bundle's summary to a program or a person.</summary>
internal static class BundleFileView
{
    /// <summary>The summary as JSON; inputs, outputs and weights are lists of <c>{name, dtype, dims}</c>.</summary>
    public static JsonObject ToJson(BundleFile bundle, BundleSignature signature) => new()
    {
        ["format"] = "forge",
        ["bytes"] = bundle.Bytes,
        ["manifest"] = bundle.Manifest.DeepClone(),
        ["inputs"] = OnnxFileView.Tensors(signature.Inputs),
        ["outputs"] = OnnxFileView.Tensors(signature.Outputs),
        ["parameters"] = bundle.Parameters,
        ["weights"] = OnnxFileView.Tensors(bundle.Weights),
        ["model"] = bundle.Model["model"]?.DeepClone(),
        ["compile"] = bundle.Model["compile"]?.DeepClone(),
        ["extra"] = bundle.Model["extra"]?.DeepClone(),
    };

    /// <summary>Prints the summary.</summary>
    public static void Print(string path, BundleFile bundle, BundleSignature signature, ITerminal terminal)
    {
        var console = Screen.For(terminal);
        terminal.Output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Path.GetFileName(path)}: bundle of {(string?)bundle.Model["model"]?["type"]}, {Quantity.Bytes(bundle.Bytes)}, {bundle.Parameters:#,0} parameters, written by OnnxForge {(string?)bundle.Manifest["onnxForge"]}"));
        OnnxFileView.PrintTensors(console, "Input", signature.Inputs);
        if (signature.Outputs.Count > 0) OnnxFileView.PrintTensors(console, "Output", signature.Outputs);
        OnnxFileView.PrintTensors(console, "Weight", bundle.Weights);
        foreach (var part in (string[])["model", "compile", "extra"])
        {
            if (bundle.Model[part] is not JsonObject { Count: > 0 } config) continue;
            terminal.Output.WriteLine($"{part}:");
            terminal.Output.WriteLine(CliJson.Write(config));
        }
    }
}
