using System.CommandLine;
using OnnxForge.Authoring;
using OnnxForge.Authoring.Native;
using OnnxForge.Export;

namespace OnnxForge.Cli;

/// <summary>The arguments by which export and verify name an eager model, and how they open it.</summary>
internal sealed class ModelArguments
{
    /// <summary>The extension of bundles.</summary>
    public const string BundleExtension = ".forge";

    private readonly Argument<string> model = new("MODEL") { Description = "A bundle (.forge), or a TorchScript file." };

    private readonly Option<string[]> inputs = new("--input")
    {
        Description = "An example array: x.npy, or name=x.npy. Repeat it for each input. A bundle of a tabular model needs none.",
    };

    private readonly Option<string[]> dynamic = new("--dynamic")
    {
        Description = "A dimension whose size is free, input:dimension=name, such as x:0=batch, with bounds x:2=height,32..512,*16 where it has some; none for no such dimension. Default: dimension 0 of every input, named batch.",
    };

    private readonly Option<string[]> assemblies = CommonOptions.Assemblies();

    /// <summary>Adds the arguments to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(model);
        command.Add(inputs);
        command.Add(dynamic);
        command.Add(assemblies);
    }

    /// <summary>Opens the model that was named; the caller owns it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="progress">Who is told, for a file's path, how much of it is read.</param>
    /// <exception cref="InputException">A file is missing or no model, or an array is missing.</exception>
    /// <exception cref="AuthoringException">The bundle cannot be loaded.</exception>
    public EagerModel Open(ParseResult parsed, Func<string, FileProgress?> progress)
    {
        var path = parsed.GetRequiredValue(model);
        InputFile.Check(path, "a bundle or a TorchScript file");
        LibTorch.EnsureLoaded();
        var options = parsed.GetValue(inputs) ?? [];
        var free = DynamicDimensions.Parse(parsed.GetValue(dynamic) ?? []);
        if (!Path.GetExtension(path).Equals(BundleExtension, StringComparison.OrdinalIgnoreCase)) return OpenScript(path, options, free);
        using var reading = progress(path);
        return OpenBundle(path, options, free, parsed.GetValue(assemblies) ?? [], reading);
    }

    /// <summary>Loads the bundle that was named, and saves it again.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="progress">Who is told, for a file's path, how much of it is read.</param>
    /// <exception cref="InputException">The file is missing or no bundle.</exception>
    /// <exception cref="AuthoringException">The bundle cannot be loaded.</exception>
    public BundleRoundTrip OpenBundle(ParseResult parsed, Func<string, FileProgress?> progress)
    {
        var path = parsed.GetRequiredValue(model);
        InputFile.Check(path, "a bundle");
        LibTorch.EnsureLoaded();
        if (!WeightFile.IsBundle(path)) throw new InputException(path, "a bundle, as no exported file is named", "another file", "Name the .onnx file to compare with.");
        using var reading = progress(path);
        return BundleRoundTrip.Of(path, UserAssemblies.Register(Trainer.Registry, parsed.GetValue(assemblies) ?? []), reading);
    }

    private static EagerModel OpenBundle(string path, string[] options, DynamicDimensions free, string[] assemblies, IProgress<double>? progress)
    {
        var bundle = ModelBundle.Load(path, UserAssemblies.Register(Trainer.Registry, assemblies), progress);
        var metadata = ModelMetadata.Describe(bundle);
        if (bundle.Model is TabularModel tabular)
        {
            if (options.Length == 0 && free.IsDefault) return EagerModels.OfTabular(tabular, TabularRows.Example(tabular.Schema), metadata);
            throw new InputException(path, "neither --input nor --dynamic, as a tabular model's columns and rows are known", "one of them", "Leave them out.");
        }
        if (options.Length > 0) return EagerModels.OfArrays(bundle.Model, InputArguments.ReadFor([], options), free, metadata);
        throw new InputException(path, "an example array, as the model is not tabular", "none", "Add --input x.npy.");
    }

    private static EagerModel OpenScript(string path, string[] options, DynamicDimensions free)
    {
        if (options.Length == 0) throw new InputException(path, "an example array for each input of the script", "none", "Add --input x.npy.");
        var script = TorchScriptFile.Load(path);
        return EagerModels.OfArrays(script.Module, InputArguments.ReadFor(script.InputNames, options), free, new Dictionary<string, string>());
    }
}
