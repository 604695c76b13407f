using OnnxForge.Export;
using static OnnxForge.Tests.Export.HandBuiltModels;

namespace OnnxForge.Tests.Export;

[TestClass]
public sealed class GraphVerifierTests
{
    // Rule, the defect, the node blamed, the message.
    private static readonly Dictionary<string, (Action<Model> Break, string? Node, string Message)> Defects = new()
    {
        ["unique-names"] = (
            model => model.Graph.Nodes[1].Output.Name = "x", "hidden1/Add",
            "Node 'hidden1/Add' (Add), value 'x': expected a name that no other value has; received a name in use or empty. Rename one of the values."),
        ["unique-names, node"] = (
            model => model.Graph.Nodes[1].Name = "Relu", "Relu",
            "Node 'Relu' (Relu), its name: expected a name that no other node has; received a name in use or empty. Rename one of the nodes."),
        ["single-producer"] = (
            model => model.Graph.Constants.Add(model.Graph.Nodes[0].Output), "hidden1/MatMul",
            "Node 'hidden1/MatMul' (MatMul), output 'hidden1/MatMul': expected a value that only this node produces; received one that is provided elsewhere too. Give the node an output of its own."),
        ["no-dangling-inputs"] = (
            model => model.Graph.Constants.RemoveAt(1), "hidden1/Add",
            "Node 'hidden1/Add' (Add), input 'hidden1.bias': expected a value of this graph; received one that nothing here provides. Add its producer, or replace its uses before it is removed."),
        ["topological-order"] = (
            model => model.Graph.Nodes.Reverse(0, 2), "hidden1/Add",
            "Node 'hidden1/Add' (Add), input 'hidden1/MatMul': expected its producer 'hidden1/MatMul' before the node; received the producer at or after it. Put the node behind the producers of its inputs."),
        ["outputs-produced"] = (
            model => model.Graph.Outputs.Add(model.Graph.Inputs[0]), null,
            "Graph 'dense', output 'x': expected a value that a node produces; received an input. Put an Identity node between the two."),
        ["outputs-once"] = (
            model => model.Graph.Outputs.Add(model.Graph.Outputs[0]), "Relu",
            "Node 'Relu' (Relu), output 'y': expected each value once among the outputs; received it twice. Put an Identity node before the second."),
        ["opset-imports"] = (
            model => model.Graph.AddNode("Gelu", [model.Graph.Inputs[0]], [Floats("batch", 2)], domain: "com.microsoft"), "Gelu",
            "Node 'Gelu' (Gelu), domain 'com.microsoft': expected an opset import for the domain; received '' 20. Add the domain and its version to the model's opsets."),
        ["signature-types"] = (
            model => model.Graph.Outputs[0].Shape = null, "Relu",
            "Node 'Relu' (Relu), output 'y': expected an element type and a shape; received float32[?]. Set both on the value."),
        ["constants-hold-data"] = (
            model => model.Graph.Constants.Add(new Value("hollow", DataType.Float, [])), null,
            "Graph 'dense', constant 'hollow': expected a tensor in it; received none. Add it by AddConstant."),
        ["attributes-once"] = (
            model => model.Graph.AddNode("Elu", [model.Graph.Inputs[0]], [Floats("batch", 2)], [new FloatAttribute("alpha", 1), new FloatAttribute("alpha", 2)]), "Elu",
            "Node 'Elu' (Elu), attribute 'alpha': expected each attribute once; received it twice, as FloatAttribute { Name = alpha, Value = 1 } and FloatAttribute { Name = alpha, Value = 2 }. Keep one of them."),
    };

    public static IEnumerable<object[]> DefectNames => Defects.Keys.Select(name => new object[] { name });

    [TestMethod]
    public void Verify_SoundModel_Passes()
    {
        foreach (var opset in new long[] { 17, 20, 23 })
        {
            GraphVerifier.Verify(Dense(opset));
        }
    }

    [TestMethod]
    [DynamicData(nameof(DefectNames))]
    public void Verify_Defect_NamesRuleAndNode(string name)
    {
        var model = Dense();
        Defects[name].Break(model);

        var exception = Assert.ThrowsExactly<InvalidGraphException>(() => GraphVerifier.Verify(model));

        Assert.AreEqual(name.Split(',')[0], exception.Rule);
        Assert.AreEqual(Defects[name].Node, exception.Node);
        Assert.AreEqual(Defects[name].Message, exception.Message);
    }

    [TestMethod]
    public void Verify_EveryRule_HasADefectHere() =>
        CollectionAssert.AreEquivalent(GraphVerifier.RuleNames.ToList(), Defects.Keys.Select(name => name.Split(',')[0]).Distinct().ToList());
}
