using Microsoft.ML.OnnxRuntime;
using OnnxForge.Export;

namespace OnnxForge.Tests.Export;

/// <summary>What holds for every pass: the signature stays, the numbers stay, and a second run changes nothing.</summary>
internal static class PassChecks
{
    /// <summary>Runs the pass once and checks the above; gives its result.</summary>
    public static PassResult Run(IGraphPass pass, Model model, params NamedOnnxValue[] inputs)
    {
        var signature = Signature(model);
        var before = RuntimeRunner.Run(model, inputs);

        var result = pass.Run(model);

        GraphVerifier.Verify(model);
        Assert.AreEqual(signature, Signature(model));
        CollectionAssert.AreEqual(before.ToArray(), RuntimeRunner.Run(model, inputs).ToArray());
        var text = GraphPrinter.Print(model.Graph);
        Assert.AreEqual(0, pass.Run(model).Changed);
        Assert.AreEqual(text, GraphPrinter.Print(model.Graph));
        return result;
    }

    /// <summary>Runs a pass that must leave the model as it is.</summary>
    public static PassResult RunWithoutEffect(IGraphPass pass, Model model, params NamedOnnxValue[] inputs)
    {
        var before = GraphPrinter.Print(model.Graph);

        var result = Run(pass, model, inputs);

        Assert.AreEqual(0, result.Changed);
        Assert.AreEqual(before, GraphPrinter.Print(model.Graph));
        return result;
    }

    private static string Signature(Model model) => string.Join("; ", model.Graph.Inputs.Concat(model.Graph.Outputs));
}
