using System.CommandLine;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Export;

namespace OnnxForge.Cli;

/// <summary><c>onnxforge inspect</c>: shows what an .onnx or .forge file holds. Needs neither ONNX Runtime nor, without <c>--assembly</c>, libtorch.</summary>
internal static class InspectCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create(ITerminal terminal)
    {
        var file = new Argument<string>("FILE") { Description = "An .onnx or .forge file." };
        var assemblies = CommonOptions.Assemblies();
        var json = CommonOptions.Json();
        var command = new Command("inspect", "Show a model file's signature, operators, sizes and configs.") { file, assemblies, json };
        command.SetAction(parsed =>
        {
            var path = parsed.GetRequiredValue(file);
            InputFile.Check(path, "an .onnx or .forge file");
            if (Path.GetExtension(path).Equals(ModelArguments.BundleExtension, StringComparison.OrdinalIgnoreCase))
                InspectBundle(path, parsed.GetValue(assemblies) ?? [], parsed.GetValue(json), terminal);
            else InspectOnnx(path, parsed.GetValue(json), terminal);
            return ExitCode.Done;
        });
        return command;
    }

    private static void InspectOnnx(string path, bool json, ITerminal terminal)
    {
        var bytes = InputFile.ReadAllBytes(path, "an ONNX file");
        OnnxFileSummary model;
        try { model = OnnxFileSummary.Read(bytes); }
        catch (ExportException error)
        {
            throw new InputException(path, error.Expected, error.Received, error.Remedy, error);
        }
        if (json) terminal.Output.WriteLine(CliJson.Write(OnnxFileView.ToJson(model, bytes.Length)));
        else OnnxFileView.Print(path, model, bytes.Length, terminal);
    }

    private static void InspectBundle(string path, string[] assemblies, bool json, ITerminal terminal)
    {
        var bundle = BundleFile.Read(path);
        if (assemblies.Length > 0) CheckLoads(path, assemblies);
        var signature = BundleSignature.Of(bundle.Model);
        if (json) terminal.Output.WriteLine(CliJson.Write(BundleFileView.ToJson(bundle, signature)));
        else BundleFileView.Print(path, bundle, signature, terminal);
    }

    // With the user's classes at hand, the bundle is rebuilt too: what is shown is then known to load.
    private static void CheckLoads(string path, string[] assemblies)
    {
        LibTorch.EnsureLoaded();
        ModelBundle.Load(path, UserAssemblies.Register(Trainer.Registry, assemblies)).Model.Dispose();
    }
}
