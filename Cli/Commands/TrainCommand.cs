using System.CommandLine;
using System.Globalization;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge train</c>: the main job, from a table to a verified ONNX file and a report.</summary>
internal static class TrainCommand
{
    /// <summary>The folder that gets the results when none is named.</summary>
    public const string DefaultFolder = "onnxforge-out";

    private const string DefaultRecipe = "residual";
    private const long DefaultSeed = 42;

    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal, CancellationToken cancellation)
    {
        var data = new Option<string?>("--data") { Description = "A CSV file with a header. Default: a generated housing table." };
        var target = new Option<string?>("--target") { Description = "The numeric column to predict; needed with --data." };
        var recipe = new Option<string>("--recipe") { Description = "residual, wide-deep, reconstructing or mlp.", DefaultValueFactory = _ => DefaultRecipe };
        var epochs = Positive("--epochs", "How often every training row is seen. Default: the recipe's.");
        var batch = Positive("--batch", "Rows a training step. Default: the recipe's.");
        var seed = CommonOptions.Checked("--seed", "Decides the split, the first weights and the order of rows.", DefaultSeed, "takes a whole number",
            text => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null);
        var device = CommonOptions.Checked("--device", "cpu or cuda.", Devices.Cpu, "is cpu or cuda", text => text is Devices.Cpu or Devices.Cuda ? text : null);
        var opset = CommonOptions.Opset();
        var folder = new Option<string>("--out") { Description = "The folder that gets the results.", DefaultValueFactory = _ => DefaultFolder };
        var resume = new Option<bool>("--resume") { Description = "Go on from the folder's last checkpoint, as if training had never stopped; begin where there is none." };
        var json = CommonOptions.Json();
        var command = new Command("train", "Train a model on a table, save it, export it to ONNX, verify and measure it. Ctrl-C keeps the best bundle so far; --resume goes on.")
        {
            data, target, recipe, epochs, batch, seed, device, opset, folder, resume, json,
        };
        command.SetAction(parsed =>
        {
            var settings = new TrainSettings(parsed.GetValue(data), parsed.GetValue(target), parsed.GetRequiredValue(recipe), parsed.GetValue(epochs), parsed.GetValue(batch),
                parsed.GetValue(seed), parsed.GetRequiredValue(device), parsed.GetValue(opset), parsed.GetRequiredValue(folder), parsed.GetValue(resume));
            return new TrainingRun(settings, parsed.GetValue(json), terminal, cancellation).Run();
        });
        return command;
    }

    private static Option<int?> Positive(string name, string description) => CommonOptions.Checked<int?>(name, description, null, "takes a number of 1 or more",
        text => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null);
}
