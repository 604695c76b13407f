namespace OnnxForge.Export;

/// <summary>Turns a text input into the codes that the traced function takes: the position in a vocabulary, or -1.</summary>
internal static class TextLookup
{
    /// <summary>The domain of ONNX's operators for classical models.</summary>
    public const string Domain = "ai.onnx.ml";

    /// <summary>LabelEncoder has had text to int64 in this form since version 2; 3 is what the oldest supported opset came with.</summary>
    public const int DomainVersion = 3;

    public static Value Append(Graph graph, Value input, IReadOnlyList<string> vocabulary) => graph.AddNode("LabelEncoder", [input], [(DataType.Int64, input.Shape)],
    [
        new StringsAttribute("keys_strings", [.. vocabulary]),
        new IntsAttribute("values_int64s", [.. Enumerable.Range(0, vocabulary.Count).Select(i => (long)i)]),
        new IntAttribute("default_int64", -1),
    ], Domain).Outputs[0];
}
