using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What people build of functional models: two inputs, several outputs, models in models, layers of TorchSharp, and back from files.</summary>
[TestClass]
public sealed class FunctionalTasksTests
{
    [TestMethod]
    public void WideAndDeep_OfTwoInputs_TrainsOnASourceAndExportsByName()
    {
        using var scope = NewDisposeScope();
        random.manual_seed(5);
        using var model = WideAndDeep();
        model.Compile([new MeanSquaredError(), new MeanAbsoluteError()], new Adam(0.01), lossWeights: [1, 0.1]);
        var (a, b) = (randn(64, 3), randn(64, 5));
        var rows = new RowSource([a, b], [a.sum(1, keepdim: true), b.narrow(1, 0, 2)]);
        var history = model.Fit(rows, new FitOptions { Epochs = 8, BatchSize = 16, Validation = rows });
        Assert.IsLessThan(history.Epochs[0].Values["val_loss"], history.Epochs[^1].Values["val_loss"]);
        Assert.AreEqual(history.Epochs[^1].Values["val_loss"], model.Evaluate(rows)["loss"], 1e-6);
        var file = OnnxFileSummary.Read(OnnxExporter.Build(model, [a, b]).Bytes);
        Assert.AreEqual("wide float32 [batch, 3]; deep float32 [batch, 5]", string.Join("; ", file.Inputs));
        Assert.AreEqual("price float32 [batch, 1]; output_1 float32 [batch, 2]", string.Join("; ", file.Outputs));
    }

    [TestMethod]
    public void FunctionalModel_SavedAndLoaded_HasItsGraphLayersAndNames()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        using var model = WideAndDeep();
        var path = Path.Combine(folder.Path, "model.forge");
        ModelBundle.Save(path, model);
        using var loaded = (MultiFunctionalModel)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        Assert.AreEqual(ObjectConfig.Write(model).ToJsonString(), ObjectConfig.Write(loaded).ToJsonString());
        CollectionAssert.AreEqual((string[])["price", "output_1"], loaded.Graph.OutputNames!.ToArray());
        var (a, b) = (randn(4, 3), randn(4, 5));
        foreach (var (expected, received) in model.Predict([a, b]).Zip(loaded.Predict([a, b]))) Assert.IsTrue(expected.equal(received).all().item<bool>());
        Assert.HasCount(model.state_dict().Count, loaded.state_dict());
    }

    [TestMethod]
    public void ModelInModels_SharesItsWeightsSavesAndExports()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var encoderInput = GraphTensor.Input([4]);
        var encoder = new FunctionalModel(encoderInput, new Dense(3, new Tanh()).call(encoderInput), name: "encoder");
        var (left, right) = (GraphTensor.Input([4], name: "left"), GraphTensor.Input([4], name: "right"));
        using var model = new MultiFunctionalModel([left, right], [new Dense(1).call(new Concatenate().call(encoder.call(left), encoder.call(right))).Named("similarity")]);
        Assert.HasCount(4, model.parameters().ToList());
        var (a, b) = (randn(5, 4), randn(5, 4));
        var path = Path.Combine(folder.Path, "model.forge");
        ModelBundle.Save(path, model);
        using var loaded = (MultiFunctionalModel)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        Assert.IsTrue(model.Predict([a, b])[0].equal(loaded.Predict([a, b])[0]).all().item<bool>());
        Assert.AreEqual("similarity float32 [batch, 1]", string.Join("; ", OnnxFileSummary.Read(OnnxExporter.Build(model, [a, b]).Bytes).Outputs));
    }

    [TestMethod]
    public void PlainModulesOfSeveralTensors_AreNodes()
    {
        using var scope = NewDisposeScope();
        var (left, right) = (GraphTensor.Input([4], name: "left"), GraphTensor.Input([3], name: "right"));
        var both = nn.Bilinear(4, 3, 2).call(left, right);
        using var model = new MultiFunctionalModel([left, right], [nn.Sequential(nn.ReLU(), nn.Linear(2, 1)).call(both)]);
        Assert.AreEqual("float32 [?, 1]", $"{model.InferOutputs([.. model.Graph.Inputs.Select(input => input.Spec)])[0]}");
        Assert.IsLessThan(1e-5, OnnxExporter.Build(model, [randn(2, 4), randn(2, 3)]).Report.Parity.MaxAbsolute);
    }

    [TestMethod]
    public void PlainRecurrentAndAttentionModules_AreNodes()
    {
        using var scope = NewDisposeScope();
        var words = GraphTensor.Input([7], ScalarType.Int64, name: "words");
        var embedded = nn.Embedding(20, 6).call(words);
        var read = GraphTensor.Call(nn.LSTM(6, 6, batchFirst: true), embedded);
        var again = GraphTensor.Call(nn.GRU(6, 6, batchFirst: true), read[0]);
        var attended = GraphTensor.Call(nn.MultiheadAttention(6, 2), again[0], read[0], read[0]);
        using var model = new MultiFunctionalModel([words], [new Dense(2).call(attended[0]).Named("tags"), read[1].Named("state")]);
        Assert.AreEqual("float32 [?, 7, 2]; float32 [1, ?, 6]", string.Join("; ", model.InferOutputs([.. model.Graph.Inputs.Select(input => input.Spec)])));
        var tokens = randint(0, 20, [3, 7], ScalarType.Int64);
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.forge");
        ModelBundle.Save(path, model);
        using var loaded = (MultiFunctionalModel)ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        model.eval();
        loaded.eval();
        foreach (var (expected, received) in model.call([tokens]).Zip(loaded.call([tokens]))) Assert.IsTrue(expected.equal(received).all().item<bool>());
        ConfigContract.Error<ConfigException>("LSTM: expected a module that takes 2 tensors; received one that does not. Wrap it in a Layer whose forward calls it.",
            () => GraphTensor.Call(nn.LSTM(6, 6), embedded, embedded));
    }

    [TestMethod]
    public void OutputNames_ThatComeTwiceOrNameAnInput_AreRefused()
    {
        var input = GraphTensor.Input([2], name: "x");
        var output = new Dense(1).call(input);
        ConfigContract.Error<ConfigException>("FunctionalModel, outputs: expected a name of its own for each; received \"y\" 2 times. Rename one of them.",
            () => FunctionalGraph.Between([input], [output.Named("y"), output.Named("y")]));
        ConfigContract.Error<ConfigException>("GraphTensor.Named: expected what a layer gives; received an input float32 [?, 2]. Name it where it is made: GraphTensor.Input(shape, name: \"y\").",
            () => input.Named("y"));
    }

    private static MultiFunctionalModel WideAndDeep()
    {
        var (wide, deep) = (GraphTensor.Input([3], name: "wide"), GraphTensor.Input([5], name: "deep"));
        var hidden = nn.BatchNorm1d(12).call(new Dense(12, new Elu()).call(deep));
        return new MultiFunctionalModel([wide, deep], [new Dense(1).call(new Concatenate().call(wide, hidden)).Named("price"), nn.Linear(12, 2).call(hidden)]);
    }
}
