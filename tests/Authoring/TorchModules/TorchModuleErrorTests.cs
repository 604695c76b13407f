using OnnxForge.Authoring;
using OnnxForge.Tests.Policy;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring.TorchModules;

/// <summary>What cannot come back is refused before a file is written.</summary>
[TestClass]
public sealed class TorchModuleErrorTests
{
    [TestMethod]
    public void Module_OfTheUsersOwnWithoutMark_IsNamedWithItsPlace() => Refused(
        "model.config.layers[1]: expected a layer or model marked as custom object, or a module of TorchSharp; received OnnxForge.Tests.Authoring.TorchModules.TorchModuleErrorTests.Doubling, "
        + "which is not marked. Mark it: [CustomObject(\"package/doubling\")], and make its constructor's parameters public properties.",
        new Sequential([nn.Linear(2, 2), new Doubling()]));

    [TestMethod]
    public void Module_DerivedFromOneOfTorchSharp_IsTheUsersOwn() => Refused(
        "model.config.layers[0]: expected a layer or model marked as custom object, or a module of TorchSharp; received OnnxForge.Tests.Authoring.TorchModules.TorchModuleErrorTests.Chain, "
        + "which is not marked. Mark it: [CustomObject(\"package/chain\")], and make its constructor's parameters public properties.",
        new Sequential([new Chain(nn.Linear(2, 2))]));

    [TestMethod]
    public void Module_WhoseSettingsCannotBeRead_IsRefused() => Refused(
        "model.config.held: expected a module of TorchSharp whose settings can be read; received a TransformerEncoder. Wrap it in a Layer of your own whose constructor's parameters make it.",
        new Holder(nn.TransformerEncoder(nn.TransformerEncoderLayer(4, 2, 3), 2)));

    [TestMethod]
    public void Module_WithAnotherWeightThanItsSettingsSay_IsRefused()
    {
        var linear = nn.Linear(3, 2);
        linear.weight = new Parameter(zeros(4, 3));
        Refused("model, layers.0: expected the weights and buffers of a new Linear: bias float32 [2], weight float32 [2, 3]; received bias float32 [2], weight float32 [4, 3]. "
            + "Make what differs in a Layer of your own, which holds the module.", new Sequential([linear]));
    }

    [TestMethod]
    public void Modules_ThatShareAWeight_AreRefused()
    {
        var words = nn.Embedding(5, 3);
        Refused("model, layers.1.weight: expected a weight of its own; received the one of model, layers.0.weight. "
            + "Call one module twice, or make both in the constructor of a Layer of your own that gives them one weight.", new Sequential([words, nn.Linear(words.weight!)]));
    }

    [TestMethod]
    public void Module_OfAnUnknownName_IsListed()
    {
        var json = ObjectConfig.Write(nn.Tanh());
        json["type"] = "torch/unheard-of";
        ConfigContract.Error<ConfigException>("Config: expected custom objects that the registry knows; received unknown ones: \"torch/unheard-of\" (at object). "
            + "Register them before loading:\nregistry.Register<UnheardOf>(); // the class marked [CustomObject(\"torch/unheard-of\")]", () => ObjectConfig.Read(json, new CustomObjectRegistry()));
    }

    [TestMethod]
    public void Module_WithSettingsThatTorchSharpRefuses_IsRefused()
    {
        var json = ObjectConfig.Write(nn.BatchNorm1d(3));
        json["config"]!["numFeatures"] = -3;
        var error = Assert.ThrowsExactly<ConfigException>(() => ObjectConfig.Read(json, new CustomObjectRegistry()));
        Assert.AreEqual("object.config", error.Where);
        Assert.AreEqual("values that the constructor of BatchNorm1dSettings accepts", error.Expected);
    }

    [TestMethod]
    public void FrozenWeights_SavedAndLoaded_StayFrozen()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var model = new Sequential([nn.Linear(3, 4), new Dense(2)], input: [3]);
        ((TorchSharp.Modules.Linear)model.Layers[0]).weight.requires_grad = false;
        ((Dense)model.Layers[1]).Bias!.requires_grad = false;
        var path = Path.Combine(folder.Path, "model.forge");
        ModelBundle.Save(path, model);
        var loaded = ModelBundle.Load(path, new CustomObjectRegistry()).Model;
        Assert.AreEqual("layers.0.weight, layers.1.bias", string.Join(", ", loaded.named_parameters().Where(item => !item.parameter.requires_grad).Select(item => item.name)));
    }

    [TestMethod]
    public void Saving_LeavesRandomNumbersAsTheyWere()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var model = new Holder(nn.LSTM(3, 4));
        manual_seed(9);
        var expected = rand(3);
        manual_seed(9);
        ModelBundle.Save(Path.Combine(folder.Path, "model.forge"), model);
        Assert.IsTrue(expected.equal(rand(3)).all().item<bool>());
    }

    private static void Refused(string message, nn.Module model)
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "model.forge");
        ConfigContract.Error<ConfigException>(message, () => ModelBundle.Save(path, model));
        Assert.IsFalse(File.Exists(path));
    }

    private sealed class Doubling() : nn.Module<Tensor, Tensor>(nameof(Doubling))
    {
        public override Tensor forward(Tensor input) => input * 2;
    }

    private sealed class Chain(params nn.Module<Tensor, Tensor>[] modules) : TorchSharp.Modules.Sequential(modules);
}
