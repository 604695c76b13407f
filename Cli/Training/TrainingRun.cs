using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Models;
using TorchSharp;

namespace OnnxForge.Cli;

/// <summary>The main job: train, save, export, verify, reload, measure, report.</summary>
internal sealed class TrainingRun(TrainSettings settings, bool json, ITerminal terminal, CancellationToken cancellation)
{
    /// <summary>Runs to the end, or to the interruption.</summary>
    /// <returns>The exit code.</returns>
    public int Run()
    {
        var table = ReadTable();
        table.CheckRows();
        LibTorch.EnsureLoaded();
        var recipe = FindRecipe();
        Devices.Check(settings.Device);
        OutputFolder.Prepare(settings.Folder, "--out");
        var run = new RunSettings(recipe.Name, settings.Epochs ?? recipe.Epochs, settings.BatchSize ?? recipe.BatchSize, settings.Seed, settings.Device, settings.Opset);
        var threads = torch.get_num_threads();
        // Steps of these sizes lose more by handing work to threads than they gain, and one thread gives the same bits everywhere.
        if (settings.Device == Devices.Cpu) torch.set_num_threads(1);
        try
        {
            return Run(table, recipe, run);
        }
        finally
        {
            torch.set_num_threads(threads);
        }
    }

    private int Run(DataTable table, Recipe recipe, RunSettings run)
    {
        var split = table.Split(settings.Seed);
        var data = Summarize(table, split);
        Say($"Training {recipe.Name} ({recipe.Description}) on {data.Source}: {data.TrainingRows} rows to train, {data.ValidationRows} to validate, {data.TestRows} to test.");
        var trainer = new Trainer(recipe, run, settings.Folder, settings.Resume, json ? [] : [new StatusLine(terminal)], cancellation);
        using var trained = trainer.Train(split, data);
        if (trained.Interrupted) return EndInterrupted(trained);
        if (trained.Bundle is not { } bundle)
            throw new InputException("Training", "an epoch with a finite validation loss", "none", "Train on other data, or with another recipe or batch size.");
        try
        {
            var result = Finish(bundle, trained, split, data, run);
            var files = OutputNames.Find(settings.Folder);
            if (json) terminal.Output.WriteLine(CliJson.Write(ResultJson.Write(result, settings.Folder, files)));
            else ResultTables.Print(terminal, result, settings.Folder, files);
            return ExitCode.Done;
        }
        catch (OperationCanceledException)
        {
            return EndInterrupted(trained);
        }
    }

    private TrainingResult Finish(Bundle bundle, TrainedModel trained, TabularSplit split, DataSummary data, RunSettings run)
    {
        var model = (TabularModel)bundle.Model;
        var (parts, test) = Evaluation.Measure(model, split);
        cancellation.ThrowIfCancellationRequested();
        Say("Exporting and verifying.");
        var eager = EagerModels.OfTabular(model, new TabularRows(model.Schema, split.Test), ModelMetadata.Describe(bundle));
        var built = ExportStage.Build(eager, run.Opset);
        var parity = ExportStage.Verify(eager, built, trained.BundleDifference);
        cancellation.ThrowIfCancellationRequested();
        AtomicFile.Write(PathOf(OutputNames.OnnxModel), stream => stream.Write(built.Bytes.Span));
        AtomicFile.Write(PathOf(OutputNames.Samples), stream => NpzFile.Write(stream, ExportStage.Samples(eager)));
        Say("Measuring.");
        var latency = ExportStage.MeasureLatency(eager, PathOf(OutputNames.OnnxModel), cancellation);
        var result = new TrainingResult
        {
            Settings = run,
            Data = data,
            History = trained.History,
            BestEpoch = trained.BestEpoch!.Value,
            Duration = trained.Duration,
            Parts = parts,
            Test = test,
            Parity = parity,
            Latency = latency,
            Operators = built.Report.Operators,
            Warnings = built.Report.Warnings,
        };
        WriteReports(result, built.Report);
        return result;
    }

    private void WriteReports(TrainingResult result, ExportReport export)
    {
        var curve = WriteHistory(result.History, result.BestEpoch);
        AtomicFile.WriteText(PathOf(OutputNames.Verification), CliJson.Write(VerificationJson.Write(result, export)) + "\n");
        AtomicFile.WriteText(PathOf(OutputNames.Report), ReportPage.Write(result, curve, OutputNames.Find(settings.Folder)));
    }

    private string WriteHistory(IReadOnlyList<EpochResult> history, int bestEpoch)
    {
        AtomicFile.Write(PathOf(OutputNames.History), stream => HistoryCsv.Write(stream, history));
        var curve = SvgImage.Render(Charts.LearningCurve(history, bestEpoch), "curve", "Learning curve: loss of training and validation rows by epoch");
        AtomicFile.WriteText(PathOf(OutputNames.LearningCurve), SvgImage.ToDocument(curve));
        return curve;
    }

    private int EndInterrupted(TrainedModel trained)
    {
        if (trained.BestEpoch is { } best) WriteHistory(trained.History, best);
        var files = trained.BestEpoch is null ? [] : OutputNames.Find(settings.Folder);
        if (json)
        {
            terminal.Output.WriteLine(CliJson.Write(new JsonObject
            {
                ["interrupted"] = true,
                ["epochs"] = trained.History.Count,
                ["bestEpoch"] = trained.BestEpoch,
                ["history"] = ResultJson.History(trained.History),
                ["folder"] = settings.Folder,
                ["files"] = ResultJson.Files(files),
            }));
        }
        else if (trained.BestEpoch is null)
        {
            Say("Interrupted before the first epoch was done. Add --resume to go on.");
        }
        else
        {
            Say($"Interrupted after epoch {trained.History.Count}; the bundle holds epoch {trained.BestEpoch}. Add --resume to go on.");
            ResultTables.PrintFiles(Screen.For(terminal), settings.Folder, files);
        }
        return ExitCode.Interrupted;
    }

    private DataTable ReadTable()
    {
        if (settings.DataPath is { } path) return DataTableReader.Read(path, settings.Target);
        if (settings.Target is null) return new DataTable("generated housing data", GeneratedHousing.Create());
        throw new InputException("--target", "a CSV file to take the column from", "no --data", "Add --data FILE.csv, or leave --target out.");
    }

    private Recipe FindRecipe() => Recipes.Find(settings.Recipe) ?? throw new InputException("--recipe",
        $"one of {string.Join(", ", Recipes.All.Select(recipe => recipe.Name))}", $"\"{settings.Recipe}\"", "Choose one of these.");

    private static DataSummary Summarize(DataTable table, TabularSplit split) => new(
        table.Source, table.Columns.Target!.Name, [.. table.Columns.Numeric.Select(column => column.Name)], [.. table.Columns.Text.Select(column => column.Name)],
        split.Training.Rows, split.Validation.Rows, split.Test.Rows);

    private string PathOf(string name) => Path.Combine(settings.Folder, name);

    private void Say(string text)
    {
        if (!json) terminal.Output.WriteLine(text);
    }
}
