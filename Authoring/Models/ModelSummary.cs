using System.Text;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Writes the table of a model's layers.</summary>
internal static class ModelSummary
{
    private static readonly string[] header = ["Layer", "Type", "Input", "Weights", "Parameters"];

    public static string Write(nn.Module model)
    {
        var rows = LayerTree.Modules(model).Where(node => node.Module is ILayer || node.Module.named_parameters(recurse: false).Any()).Select(Row).ToList();
        rows.Insert(0, header);
        var widths = header.Select((_, column) => rows.Max(row => row[column].Length)).ToArray();
        var text = new StringBuilder();
        foreach (var row in rows) text.Append(Line(row, widths)).Append('\n');
        var seen = new HashSet<Tensor>(ReferenceEqualityComparer.Instance);
        var weights = model.parameters().Where(seen.Add).ToList();
        var all = weights.Sum(weight => weight.numel());
        var trainable = weights.Where(weight => weight.requires_grad).Sum(weight => weight.numel());
        return text.Append($"Total: {all:N0} parameters, {trainable:N0} of them trainable").ToString();
    }

    private static string[] Row((string Path, nn.Module Module) node)
    {
        var weights = node.Module.named_parameters(recurse: false).ToList();
        var input = node.Module is ILayer layer ? layer.InputShapes is { } shapes ? string.Join(", ", shapes) : "not built" : "";
        return
        [
            node.Path.Length == 0 ? "(model)" : node.Path,
            node.Module.GetType().Name,
            input,
            string.Join(", ", weights.Select(weight => $"{weight.name} {Shape.Of(weight.parameter)}")),
            weights.Count == 0 ? "" : $"{weights.Sum(weight => weight.parameter.numel()):N0}",
        ];
    }

    private static string Line(string[] row, int[] widths) =>
        string.Join("  ", row.Select((cell, column) => column == header.Length - 1 ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]))).TrimEnd();
}
