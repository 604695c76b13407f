using OnnxForge.Export;
using OnnxForge.Inference;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Export;

/// <summary>Exports of one module at several opsets from the same traces: every graph is proved, one that is another opset's node for node by that one's proof.</summary>
internal static class OpsetExports
{
    public static void Prove(nn.Module module, IReadOnlyList<Tensor> examples, IReadOnlyList<InputSpec> specs, params IReadOnlyList<int> opsets)
    {
        using var evaluation = new EvaluationMode(module);
        var options = new ExportOptions { Inputs = specs };
        var function = TracedFunction.Of(module);
        var inputs = InputSpecs.Resolve(function, examples, options);
        var sampler = new InputSampler(examples, inputs);
        var plan = new SizePlan(sampler.Dimensions);
        using var traces = TraceSet.Record(function, sampler, plan, locateAll: false);
        using var verifier = new ParityVerifier(function, inputs, sampler, new VerificationPlan(plan, traces.Far, new HashSet<string>()), QuickVerification.Options);
        var proved = new HashSet<string>();
        foreach (var opset in opsets)
        {
            var table = new LoweringTable(opset);
            MutationCheck.Verify(traces.Traces[0], traces.LastingMemory, table.IsLeaf, function.Differentiates);
            var program = TraceAligner.Align(traces.Traces, traces.Sizes, table.IsLeaf, [.. inputs.Select(input => input.Name)]);
            IReadOnlyList<string> outputs = [.. program.Outputs.Select((_, i) => $"y{i}")];
            var model = new Model(ProgramLowering.Lower(program, table, opset, options.GraphName, inputs, outputs).Graph, opset);
            new PassPipeline(options.Passes).Run(model);
            var bytes = OnnxWriter.Write(model);
            // ONNX Runtime must have every operator at this opset, whatever was proved at another.
            if (!proved.Add(GraphPrinter.Print(model.Graph))) InferenceModel.Load(bytes).Dispose();
            else verifier.Verify(bytes, model.Graph, []);
        }
    }
}
