using System.Text.Json.Nodes;
using OnnxForge.Authoring;

namespace OnnxForge.Cli;

/// <summary>How two files differ.</summary>
/// <param name="Compared">How many tensors both have.</param>
/// <param name="Config">The places where the descriptions of two bundles differ, with both values.</param>
/// <param name="Different">Tensors that differ, the largest differences first.</param>
/// <param name="OnlyInFirst">Tensors that the second file lacks.</param>
/// <param name="OnlyInSecond">Tensors that the first file lacks.</param>
/// <param name="Removed">Lines of an ONNX graph that the second file lacks.</param>
/// <param name="Added">Lines of an ONNX graph that the first file lacks.</param>
internal sealed record FileDifference(int Compared, IReadOnlyList<(string Path, string First, string Second)> Config, IReadOnlyList<TensorDifference> Different,
    IReadOnlyList<string> OnlyInFirst, IReadOnlyList<string> OnlyInSecond, IReadOnlyList<string> Removed, IReadOnlyList<string> Added)
{
    /// <summary>Whether nothing differs.</summary>
    public bool IsEmpty => Config.Count + Different.Count + OnlyInFirst.Count + OnlyInSecond.Count + Removed.Count + Added.Count == 0;

    /// <summary>Compares two bundles, two ONNX files, or the weights of two files.</summary>
    /// <exception cref="InputException">One is an ONNX file and the other is not.</exception>
    public static FileDifference Between(ComparedFile first, ComparedFile second)
    {
        if (first.Graph is null != second.Graph is null)
            throw new InputException($"{first.Path} and {second.Path}", "two ONNX files, or none", $"{first.Kind} and {second.Kind}", "Export the model, or verify the file: onnxforge verify MODEL FILE.onnx.");
        var common = first.Tensors.Keys.Where(second.Tensors.ContainsKey).ToList();
        var different = common.Select(name => TensorDifference.Between(name, first.Tensors[name], second.Tensors[name])).OfType<TensorDifference>()
            .OrderByDescending(item => item.MaxAbsolute ?? double.PositiveInfinity).ToList();
        return new FileDifference(common.Count, first.Config is null || second.Config is null ? [] : [.. ConfigJson.Differences(first.Config, second.Config, "")],
            different, [.. first.Tensors.Keys.Except(second.Tensors.Keys)], [.. second.Tensors.Keys.Except(first.Tensors.Keys)],
            Missing(first.Graph, second.Graph), Missing(second.Graph, first.Graph));
    }

    /// <summary>The difference for a program.</summary>
    public JsonObject ToJson() => new()
    {
        ["equal"] = IsEmpty,
        ["config"] = new JsonArray([.. Config.Select(item => new JsonObject { ["path"] = item.Path, ["first"] = item.First, ["second"] = item.Second })]),
        ["weights"] = new JsonObject
        {
            ["compared"] = Compared,
            ["different"] = new JsonArray([.. Different.Select(item => new JsonObject
            {
                ["name"] = item.Name, ["first"] = item.First, ["second"] = item.Second, ["elements"] = item.Elements,
                ["maxAbsolute"] = item.MaxAbsolute is { } absolute ? CliJson.Number(absolute) : null, ["maxRelative"] = item.MaxRelative is { } relative ? CliJson.Number(relative) : null,
            })]),
            ["onlyInFirst"] = Texts(OnlyInFirst),
            ["onlyInSecond"] = Texts(OnlyInSecond),
        },
        ["graph"] = new JsonObject { ["onlyInFirst"] = Texts(Removed), ["onlyInSecond"] = Texts(Added) },
    };

    // Each line counts as often as it stands there.
    private static List<string> Missing(IReadOnlyList<string>? lines, IReadOnlyList<string>? from)
    {
        var left = (from ?? []).GroupBy(line => line).ToDictionary(group => group.Key, group => group.Count());
        return [.. (lines ?? []).Where(line => !left.TryGetValue(line, out var count) || (left[line] = count - 1) < 0)];
    }

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => JsonValue.Create(text))]);
}
