using OnnxForge.Authoring;
using OnnxForge.Export;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class RecurrentStateTests
{
    private static readonly TensorSpec input = LayerNumbers.Spec(3, 2);

    public static IEnumerable<object[]> Layers =>
    [
        [() => (SequenceLayer)new Lstm(3, returnSequences: true, returnState: true), 2],
        [() => (SequenceLayer)new Gru(3, returnSequences: true, returnState: true), 1],
        [() => (SequenceLayer)new SimpleRnn(3, returnSequences: true, returnState: true), 1],
    ];

    // Weights and inputs as LayerNumbers.Fill gives them; the numbers come from the formulas, computed step by step in another program.
    [TestMethod]
    public void Lstm_FromStates_IsTheFormula()
    {
        var (output, states) = LayerNumbers.Filled(new Lstm(2), input).CallWithStates(LayerNumbers.Fill(5, 1, 3, 2), [tensor(new[,] { { 0.5f, -0.5f } }), tensor(new[,] { { 1f, -1f } })]);
        LayerNumbers.AreClose(output, 0.1018952, 0.0122609);
        LayerNumbers.AreClose(states[0], 0.1018952, 0.0122609);
        LayerNumbers.AreClose(states[1], 0.1530033, 0.0367321);
        LayerNumbers.AreClose(LayerNumbers.Filled(new Lstm(2), input).CallWithStates(LayerNumbers.Fill(5, 1, 3, 2)).States[1], 0.0688636, 0.1824116);
    }

    [TestMethod]
    public void Gru_FromStates_IsTheFormula() =>
        LayerNumbers.AreClose(LayerNumbers.Filled(new Gru(2), input).CallWithStates(LayerNumbers.Fill(5, 1, 3, 2), [tensor(new[,] { { 0.5f, -0.5f } })]).Output, 0.1283213, 0.2001779);

    [TestMethod]
    public void SimpleRnn_FromStates_IsTheFormula() =>
        LayerNumbers.AreClose(LayerNumbers.Filled(new SimpleRnn(2), input).CallWithStates(LayerNumbers.Fill(5, 1, 3, 2), [tensor(new[,] { { 0.5f, -0.5f } })]).Output, -0.5007625, -0.2246903);

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void States_CarriedOver_MakeTwoHalvesTheWhole(Func<SequenceLayer> create, int count)
    {
        var (layer, x) = (create(), randn(2, 6, 2));
        var (whole, last) = layer.CallWithStates(x);
        var (first, states) = layer.CallWithStates(x[.., ..4]);
        var (second, end) = layer.CallWithStates(x[.., 4..], states);
        Assert.HasCount(count, states);
        Assert.IsTrue(cat([first, second], 1).allclose(whole, 1e-5, 1e-6));
        Assert.IsTrue(layer.call(x).equal(whole).all().item<bool>());
        foreach (var (expected, actual) in last.Zip(end)) Assert.IsTrue(actual.allclose(expected, 1e-5, 1e-6));
        Assert.IsTrue(last[0].equal(whole.select(1, -1)).all().item<bool>());
    }

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void LayerExportedAlone_GivesItsStatesToo(Func<SequenceLayer> create, int count)
    {
        var (layer, x) = (create(), randn(2, 6, 2));
        layer.call(x);
        var exported = OnnxExporter.Build(layer, [x]);
        Assert.HasCount(1 + count, OnnxFileSummary.Read(exported.Bytes).Outputs);
        Assert.IsLessThan(1e-5, exported.Report.Parity.MaxAbsolute);
    }

    [TestMethod]
    [DynamicData(nameof(Layers))]
    public void RecurrentDropout_OfAlmostNothing_IsTheKernel(Func<SequenceLayer> create, int count)
    {
        var layer = (Recurrent)create();
        Recurrent stepwise = layer switch
        {
            Lstm => new Lstm(3, recurrentDropout: 1e-9, returnSequences: true),
            Gru => new Gru(3, recurrentDropout: 1e-9, returnSequences: true),
            _ => new SimpleRnn(3, recurrentDropout: 1e-9, returnSequences: true),
        };
        var (x, mask) = (randn(2, 5, 2), tensor(new[,] { { true, false, true, true, false }, { false, true, true, true, true } }));
        Tensor[] states = [.. Enumerable.Range(0, count).Select(_ => randn(2, 3))];
        foreach (var given in (Tensor?[])[null, mask])
        {
            LayerNumbers.Filled(layer, input);
            LayerNumbers.Filled(stepwise, input);
            var (expected, last) = layer.CallWithStates(x, states, given);
            var (actual, ends) = stepwise.CallWithStates(x, states, given);
            Assert.IsTrue(actual.allclose(expected, 1e-5, 1e-6));
            foreach (var (one, other) in last.Zip(ends)) Assert.IsTrue(other.allclose(one, 1e-5, 1e-6));
        }
    }

    [TestMethod]
    public void RecurrentDropout_DropsAUnitAtAllTimes_InTrainingAlone()
    {
        manual_seed(5);
        // Each step gives back the state, kept or dropped: it doubles at every step, or is 0 from the first one on.
        var layer = new SimpleRnn(1, new Relu(), useBias: false, kernelInitializer: new Zeros(), recurrentInitializer: new Ones(), recurrentDropout: 0.5, returnSequences: true);
        var rows = layer.CallWithStates(ones(40, 3, 1), [ones(40, 1)]).Output.flatten(1);
        Assert.AreEqual("0 0 0, 2 4 8", string.Join(", ", Enumerable.Range(0, 40).Select(row => string.Join(' ', rows[row].data<float>().ToArray())).Distinct().Order()));
        layer.eval();
        Assert.IsTrue(layer.CallWithStates(ones(40, 3, 1), [ones(40, 1)]).Output.equal(ones(40, 3, 1)).all().item<bool>());
    }

    [TestMethod]
    public void Bidirectional_States_AreThoseOfBothLayers()
    {
        var layer = LayerNumbers.Filled(new Bidirectional(new Lstm(3)), input);
        var single = LayerNumbers.Filled(new Lstm(3), input);
        var x = randn(2, 5, 2);
        Tensor[] states = [randn(2, 3), randn(2, 3), randn(2, 3), randn(2, 3)];
        var (output, last) = layer.CallWithStates(x, states);
        var (forward, forwardLast) = single.CallWithStates(x, states[..2]);
        var (backward, backwardLast) = single.CallWithStates(x.flip(1), states[2..]);
        Assert.IsTrue(output.allclose(cat([forward, backward], -1)));
        foreach (var (expected, actual) in forwardLast.Concat(backwardLast).Zip(last, (expected, actual) => (expected, actual))) Assert.IsTrue(actual.allclose(expected));
    }

    [TestMethod]
    public void States_ReachTheirLayer_PastAHookThatCallsAnother()
    {
        var (layer, other, x) = (new Gru(2), new Gru(2), randn(2, 3, 4));
        Tensor[] states = [randn(2, 2)];
        var expected = layer.CallWithStates(x, states).Output;
        layer.register_forward_pre_hook((_, given) =>
        {
            other.CallWithStates(given, [randn(2, 2)]);
            return given;
        });
        Assert.IsTrue(layer.CallWithStates(x, states).Output.equal(expected).all().item<bool>());
        Assert.IsFalse(layer.call(x).equal(expected).all().item<bool>());
    }

    [TestMethod]
    public void Translator_OfAGraph_CarriesStatesAndExportsThemByName()
    {
        var (source, target) = (GraphTensor.Input([-1, 2], name: "source"), GraphTensor.Input([-1, 2], name: "target"));
        var (_, states) = new Lstm(3, returnState: true).CallWithStates(source);
        var (decoded, last) = new Lstm(3, returnSequences: true, returnState: true).CallWithStates(target, states);
        using var model = new MultiFunctionalModel([source, target], [new Dense(2).call(decoded).Named("translated"), last[0].Named("hidden"), last[1].Named("cell")]);
        Assert.AreEqual("float32 [?, ?, 2], float32 [?, 3], float32 [?, 3]", string.Join(", ", model.InferOutputs(LayerNumbers.Spec(-1, 2), LayerNumbers.Spec(-1, 2))));
        using var folder = new Folder();
        ModelBundle.Save(folder["m"], model);
        var loaded = (MultiFunctionalModel)ModelBundle.Load(folder["m"], new CustomObjectRegistry()).Model;
        Tensor[] x = [randn(2, 4, 2), randn(2, 3, 2)];
        foreach (var (expected, actual) in model.Predict(x).Zip(loaded.Predict(x))) Assert.IsTrue(actual.equal(expected).all().item<bool>());
        var exported = Export(model, x, "source", "target");
        Assert.AreEqual("source, target to translated, hidden, cell", $"{string.Join(", ", exported.Inputs.Select(value => value.Name))} to {string.Join(", ", exported.Outputs.Select(value => value.Name))}");
    }

    [TestMethod]
    public void Step_OfAGraph_TakesAndGivesItsStates()
    {
        var (x, hidden) = (GraphTensor.Input([-1, 2], name: "x"), GraphTensor.Input([6], name: "hidden"));
        var layer = new Bidirectional(new Gru(6, returnSequences: true, returnState: true), MergeMode.Sum);
        var (output, states) = layer.CallWithStates(x, [hidden, hidden]);
        using var model = new MultiFunctionalModel([x, hidden], [output.Named("y"), states[0].Named("forward"), states[1].Named("backward")]);
        Tensor[] values = [randn(2, 4, 2), randn(2, 6)];
        var expected = layer.CallWithStates(values[0], [values[1], values[1]]);
        foreach (var (one, other) in model.Predict(values).Zip([expected.Output, .. expected.States])) Assert.IsTrue(one.allclose(other));
        Export(model, values, "x", "hidden");
    }

    [TestMethod]
    public void States_ThatDoNotFit_AreRefused()
    {
        var (layer, x) = (new Lstm(2), ones(3, 4, 5));
        const string remedy = "Give the states in the order in which the layer returns them.";
        ConfigContract.Error<ShapeException>($"Lstm Lstm: expected first states [3, 2], [3, 2], or none for zeros; received [3, 2]. {remedy}", () => layer.CallWithStates(x, [zeros(3, 2)]));
        ConfigContract.Error<ShapeException>($"Lstm Lstm: expected first states [3, 2], [3, 2], or none for zeros; received [3, 2], [1, 2]. {remedy}",
            () => layer.CallWithStates(x, [zeros(3, 2), zeros(1, 2)]));
        ConfigContract.Error<ShapeException>($"Gru Gru: expected first states [batch, 2], or none for zeros; received [?, 3]. {remedy}",
            () => new Gru(2, returnState: true).CallWithStates(GraphTensor.Input([4, 5]), [GraphTensor.Input([3])]));
        ConfigContract.Error<DataException>("Lstm Lstm: expected Float32 states, as the input is; received Float64. Convert them: state.to(ScalarType.Float32).",
            () => layer.CallWithStates(x, [zeros(3, 2), zeros(3, 2, ScalarType.Float64)]));
        ConfigContract.Error<ConfigException>("Gru: expected a layer with returnState; received one without. Make it with returnState: true.",
            () => new Gru(2).CallWithStates(GraphTensor.Input([4, 5])));
        ConfigContract.Error<ConfigException>("Gru Gru: expected recurrentDropout from 0 to below 1; received 1. Correct recurrentDropout.", () => _ = new Gru(2, recurrentDropout: 1));
        // A refused call leaves nothing for the next one.
        Assert.IsTrue(layer.call(x).equal(layer.CallWithStates(x, [zeros(3, 2), zeros(3, 2)]).Output).all().item<bool>());
    }

    private static OnnxFileSummary Export(nn.Module model, Tensor[] example, params string[] names)
    {
        model.eval();
        var specs = names.Zip(example, (name, value) => new InputSpec(name)
        {
            DynamicDimensions = new DynamicAxes([KeyValuePair.Create(0, new DynamicDimension("batch")), .. value.dim() == 3 ? [KeyValuePair.Create(1, new DynamicDimension($"{name}_time"))] : (KeyValuePair<int, DynamicDimension>[])[]]),
        });
        return OnnxFileSummary.Read(OnnxExporter.Build(model, example, new ExportOptions { Inputs = [.. specs], Verification = new VerificationOptions { Seeds = 1 } }).Bytes);
    }
}
