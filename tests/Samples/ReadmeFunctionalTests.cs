using OnnxForge.Authoring;
using OnnxForge.Export;
using OnnxForge.Inference;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Samples;

/// <summary>The README's code of a functional model.</summary>
[TestClass]
public sealed class ReadmeFunctionalTests
{
    [TestMethod]
    public void Readme_FunctionalModel_DoesWhatItSays()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        var before = Environment.CurrentDirectory;
        Environment.CurrentDirectory = folder.Path;
        try
        {
            manual_seed(7);
            Run();
        }
        finally
        {
            Environment.CurrentDirectory = before;
        }
    }

    private static void Run()
    {
        var (wideX, deepX) = (randn(256, 5), randn(256, 6));
        var prices = wideX.sum(1, keepdim: true) + deepX.narrow(1, 0, 1);

        #region functional
        var wide = GraphTensor.Input([5], name: "wide");
        var deep = GraphTensor.Input([6], name: "deep");
        var hidden = new Dense(30, new Relu()).call(nn.Linear(6, 30).call(deep));
        var price = new Dense(1).call(new Concatenate().call(wide, hidden)).Named("price");
        var auxiliary = new Dense(1).call(hidden).Named("auxiliary");

        var model = new MultiFunctionalModel([wide, deep], [price, auxiliary]);
        Console.WriteLine(model.Summary());

        model.Compile([new MeanSquaredError(), new MeanSquaredError()], new Nadam(), lossWeights: [0.9, 0.1]);
        var history = model.Fit([wideX, deepX], [prices, prices], new FitOptions { Epochs = 5 });
        var predictions = model.Predict([wideX, deepX]);
        ModelBundle.Save("wide-and-deep.forge", model);
        OnnxExporter.Export(model, [wideX, deepX], "wide-and-deep.onnx");
        #endregion

        Assert.IsLessThan(history.Epochs[0].Values["loss"], history.Epochs[^1].Values["loss"]);
        CollectionAssert.AreEqual(new long[] { 256, 1 }, predictions[1].shape);
        using var served = InferenceModel.Load("wide-and-deep.onnx");
        Assert.AreEqual("wide, deep to price, auxiliary",
            $"{string.Join(", ", served.Signature.Inputs.Select(input => input.Name))} to {string.Join(", ", served.Signature.Outputs.Select(output => output.Name))}");
        var loaded = (MultiFunctionalModel)ModelBundle.Load("wide-and-deep.forge", new CustomObjectRegistry()).Model;
        Assert.IsTrue(predictions[0].equal(loaded.Predict([wideX, deepX])[0]).all().item<bool>());
    }
}
