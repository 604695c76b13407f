using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Which operators export by what they run inside, found by exporting a call of each.</summary>
internal static class OperatorDecompositions
{
    private static readonly Lazy<IReadOnlyDictionary<string, ExportException?>> Runs =
        new(() => OperatorProbes.All.Where(probe => !OperatorStates.IsLowered(probe.Name)).ToDictionary(probe => probe.Name, Export));

    /// <summary>Those whose probe exported, each with what the table says of it.</summary>
    public static IReadOnlyDictionary<string, string> Exported =>
        OperatorProbes.All.Where(probe => Runs.Value.TryGetValue(probe.Name, out var error) && error is null).ToDictionary(probe => probe.Name, NoteOf);

    /// <summary>Whether libtorch runs the operator when its probe is called.</summary>
    public static bool IsCalled(OperatorCase probe)
    {
        const int runsUntilScriptsAreStable = 3;
        using var gradients = no_grad();
        for (int i = 0; i < runsUntilScriptsAreStable; i++) probe.Function(probe.Inputs);
        using var trace = TraceRecorder.Record(probe.Function, probe.Inputs, [], null);
        return trace.Calls.Any(call => Contains(call, $"aten::{probe.Name}"));
    }

    private static string NoteOf(OperatorCase probe) => probe.Specs is { } specs && specs.All(spec => spec.DynamicDimensions.Count == 0) ? "shown with fixed sizes" : "";

    private static bool Contains(TraceCall call, string name) => call.Operator == name || call.Children.Any(child => Contains(child, name));

    private static ExportException? Export(OperatorCase probe)
    {
        try
        {
            OnnxExporter.Build(probe.Function, probe.Inputs, new ExportOptions { Inputs = probe.Specs });
            return null;
        }
        catch (ExportException e) { return e; }
    }
}
