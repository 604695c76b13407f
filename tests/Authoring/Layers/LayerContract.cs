using System.Text.Json.Nodes;
using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Tests.Export;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What every built-in layer must do.</summary>
internal static class LayerContract
{
    public static void Check(LayerCase row)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        ConfigIsKept(row);
        OutputsAreInferred(row);
        TrainingChangesWeightsAlone(row);
        GradientReachesTheInput(row);
        EvaluationRepeats(row);
        WrongInputIsRefused(row);
        DoublePrecisionAgrees(row);
        var model = Model(row);
        BundleIsBitEqual(row, model);
        ExportAgrees(row, model);
    }

    private static void ConfigIsKept(LayerCase row)
    {
        var written = ObjectConfig.Write(row.Create());
        Assert.AreEqual($"onnxforge/{row.Type}", (string)written["type"]!);
        var rebuilt = ObjectConfig.Read(JsonNode.Parse(written.ToJsonString())!, row.Registry);
        Assert.AreEqual(written.ToJsonString(), ObjectConfig.Write(rebuilt).ToJsonString());
    }

    private static void OutputsAreInferred(LayerCase row)
    {
        var layer = row.Create();
        var runs = 0;
        if (layer is nn.Module<Tensor, Tensor> one) one.register_forward_pre_hook((_, input) => { runs++; return input; });
        if (layer is nn.Module<Tensor[], Tensor> many) many.register_forward_pre_hook((_, input) => { runs++; return input; });
        var inferred = ((ILayer)layer).InferOutputs(row.Inputs);
        Assert.AreEqual($"{row.Output}", string.Join(" and ", inferred));
        Assert.AreEqual(row.Tried, runs > 0, "the layer ran to tell its output's shape");
        layer.eval();
        foreach (var batch in new[] { 1L, 2, 5 })
        {
            var inputs = row.Sample(batch);
            var output = Run(layer, inputs);
            var known = ((ILayer)layer).InferOutputs([.. inputs.Select(input => new TensorSpec(Shape.Of(input), input.dtype))]);
            Assert.AreEqual($"{new TensorSpec(Shape.Of(output), output.dtype)}", row.Tried ? $"{known[0] with { Shape = Shape.Of(output) }}" : string.Join(" and ", known));
        }
    }

    private static void TrainingChangesWeightsAlone(LayerCase row)
    {
        var layer = row.Create();
        var inputs = row.Sample(4);
        using var collected = ForwardValues.Collect();
        var output = Run(layer, inputs);
        var weights = LayerTree.Weights(layer).ToList();
        var before = BundleWeights.Of(layer).ToDictionary(item => item.Key, item => item.Value.detach().clone());
        if (weights.All(weight => !weight.Trainable))
        {
            Assert.IsEmpty(layer.parameters().ToArray());
            return;
        }
        using var optimizer = new StochasticGradientDescent(0.1).Bind([.. weights.Where(weight => weight.Trainable).Select(weight => new NamedWeight(weight.Path, weight.Value))]);
        var loss = (Run(layer, inputs) * randn_like(output)).sum();
        foreach (var added in collected.Losses) loss += added;
        loss.backward();
        optimizer.Step();
        var changed = BundleWeights.Of(layer).Where(item => !item.Value.equal(before[item.Key]).all().item<bool>()).Select(item => item.Key);
        Assert.AreEqual(string.Join(", ", weights.Where(weight => weight.Trainable).Select(weight => weight.Path).Concat(row.Moving).Order()), string.Join(", ", changed.Order()));
    }

    private static void GradientReachesTheInput(LayerCase row)
    {
        var layer = row.Create();
        var inputs = row.Sample(3);
        var real = inputs.Where(input => input.is_floating_point()).ToList();
        using (no_grad()) Run(layer, inputs);
        foreach (var input in real) input.requires_grad_(true);
        layer.eval();
        var output = Run(layer, inputs);
        if (!output.is_floating_point() || real.Count == 0) return;
        (output * randn_like(output)).sum().backward();
        foreach (var input in real) Assert.IsTrue(input.grad is not null && input.grad.isfinite().all().item<bool>() && input.grad.ne(0).any().item<bool>(), "no gradient at the input");
    }

    private static void EvaluationRepeats(LayerCase row)
    {
        var layer = row.Create();
        layer.eval();
        var inputs = row.Sample(3);
        Assert.IsTrue(Run(layer, inputs).equal(Run(layer, inputs)).all().item<bool>(), "evaluation gave another result");
    }

    private static void WrongInputIsRefused(LayerCase row)
    {
        if (row.Wrong is not { } wrong) return;
        var layer = row.Create();
        layer.eval();
        Run(layer, row.Sample(2));
        Tensor[] inputs = [zeros(wrong.Shape.ToArray(), row.Inputs[0].Type), .. row.Sample(2).Skip(1)];
        ConfigContract.Error<ShapeException>(wrong.Message, () => Run(layer, inputs));
        ConfigContract.Error<ShapeException>(wrong.Message, () => ((ILayer)layer).InferOutputs([.. inputs.Select(input => new TensorSpec(Shape.Of(input), input.dtype))]));
    }

    private static void DoublePrecisionAgrees(LayerCase row)
    {
        if (row.Inputs.All(input => input.Type != ScalarType.Float32)) return;
        var layer = row.Create();
        layer.eval();
        var single = Run(layer, row.Sample(3));
        layer.to(ScalarType.Float64);
        var output = Run(layer, row.Sample(3, ScalarType.Float64));
        Assert.AreEqual(row.Output.Type == ScalarType.Float32 ? ScalarType.Float64 : row.Output.Type, output.dtype);
        Assert.IsTrue(output.to(ScalarType.Float64).allclose(single.to(ScalarType.Float64), 1e-4, 1e-5), "double precision gives other numbers");
    }

    /// <summary>The layer as a model takes it: alone in a Sequential, or between the inputs and the output of a functional model.</summary>
    private static nn.Module Model(LayerCase row)
    {
        var layer = row.Create();
        nn.Module model;
        if (layer is nn.Module<Tensor, Tensor> one)
        {
            model = new Sequential([one]);
            Run(one, row.Sample(2));
            Run(model, row.Sample(2));
        }
        else
        {
            GraphTensor[] inputs = [.. row.Inputs.Select(input => GraphTensor.Input([.. input.Shape.Skip(1)], input.Type))];
            model = new MultiFunctionalModel(inputs, GraphTensor.Call(layer, inputs));
        }
        model.eval();
        return model;
    }

    private static void BundleIsBitEqual(LayerCase row, nn.Module model)
    {
        using var folder = new Folder();
        var inputs = row.Sample(3);
        var expected = Run(model, inputs);
        ModelBundle.Save(folder["m"], model);
        var loaded = ModelBundle.Load(folder["m"], row.Registry).Model;
        loaded.eval();
        Assert.IsTrue(Run(loaded, inputs).equal(expected).all().item<bool>(), "the loaded model gives other numbers");
    }

    private static void ExportAgrees(LayerCase row, nn.Module model)
    {
        var specs = row.Inputs.Select((input, i) => new InputSpec($"x{i}")
        {
            DynamicDimensions = new DynamicAxes([KeyValuePair.Create(0, new DynamicDimension("batch")), .. row.Dynamic.Where(axis => axis.Key < input.Shape.Count)]),
        }).ToList();
        OpsetExports.Prove(model, row.Sample(4), specs, 17, 20, 23);
    }

    private static Tensor Run(nn.Module module, Tensor[] inputs) => ModuleCall.Run(module, inputs)[0];
}
