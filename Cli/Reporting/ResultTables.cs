using System.Globalization;
using Spectre.Console;

namespace OnnxForge.Cli;

/// <summary>Prints a training run's result for people.</summary>
internal static class ResultTables
{
    /// <summary>Prints metrics, files, parity and latency as tables.</summary>
    public static void Print(ITerminal terminal, TrainingResult result, string folder, IReadOnlyList<OutputFile> files)
    {
        var console = Screen.For(terminal);
        PrintMetrics(console, result);
        terminal.Output.WriteLine(Margin(result));
        PrintParity(console, result.Parity);
        PrintLatency(console, result);
        PrintFiles(console, folder, files);
        foreach (var warning in result.Warnings) terminal.Output.WriteLine($"Note: {warning}");
    }

    /// <summary>Prints the files of a folder with sizes.</summary>
    public static void PrintFiles(IAnsiConsole console, string folder, IReadOnlyList<OutputFile> files)
    {
        var table = Screen.Table($"Files in {folder}", ">Size", "What it is");
        foreach (var file in files) AddRow(table, file.Name, Quantity.Bytes(file.Bytes), file.Meaning);
        console.Write(table);
    }

    private static void PrintMetrics(IAnsiConsole console, TrainingResult result)
    {
        var names = result.Parts[0].Compiled.Keys.ToList();
        var table = Screen.Table(["Metric", .. result.Parts.Select(part => $">{part.Name}")]);
        foreach (var name in names) AddRow(table, [$"{name} (scaled target)", .. result.Parts.Select(part => Quantity.Value(part.Compiled[name]))]);
        AddRow(table, ["RMSE", .. result.Parts.Select(part => Quantity.Value(part.RootMeanSquaredError))]);
        AddRow(table, ["RMSE of linear regression", .. result.Parts.Select(part => Quantity.Value(part.LinearRootMeanSquaredError))]);
        AddRow(table, ["MAE", .. result.Parts.Select(part => Quantity.Value(part.MeanAbsoluteError))]);
        AddRow(table, ["MAE of linear regression", .. result.Parts.Select(part => Quantity.Value(part.LinearMeanAbsoluteError))]);
        console.Write(table);
    }

    private static string Margin(TrainingResult result)
    {
        var test = result.TestPart;
        return $"RMSE and MAE are in units of {result.Data.Target}. The test RMSE is {Quantity.Against(test.RootMeanSquaredError, test.LinearRootMeanSquaredError)} "
            + "that of a linear regression on the same features.";
    }

    /// <summary>A table of comparisons.</summary>
    public static Table Parity(IEnumerable<ParityCaseResult> cases)
    {
        var table = Screen.Table("TorchSharp against ONNX Runtime", ">Rows", ">Max absolute", ">Max relative", "Within tolerance");
        foreach (var row in cases)
            AddRow(table, row.Name, row.Rows.ToString("#,0", CultureInfo.InvariantCulture), Quantity.Difference(row.MaxAbsolute), Quantity.Difference(row.MaxRelative), row.Holds ? "yes" : "no");
        return table;
    }

    private static void PrintParity(IAnsiConsole console, ParityResult parity)
    {
        var table = Parity(parity.Cases);
        AddRow(table, "bundle reloaded", "", Quantity.Difference(parity.BundleDifference), "", parity.BundleDifference == 0 ? "equal" : "");
        console.Write(table);
    }

    private static void PrintLatency(IAnsiConsole console, TrainingResult result)
    {
        var table = Screen.Table("Latency", ">TorchSharp", ">ONNX Runtime", ">Ratio");
        foreach (var row in result.Latency)
            AddRow(table, $"batch {row.Batch}", Quantity.Microseconds(row.TorchSharp), Quantity.Microseconds(row.OnnxRuntime), row.Ratio.ToString("0.00", CultureInfo.InvariantCulture) + "\u00d7");
        console.Write(table);
    }

    private static void AddRow(Table table, params IEnumerable<string> cells) => table.AddRow(cells.Select(cell => new Text(cell)));
}
