using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class BuiltInNameTests
{
    [TestMethod]
    public void Strings_AsArguments_AreBuiltInObjects()
    {
        using var dense = new Dense(30, "selu", kernelInitializer: "lecun_normal", kernelRegularizer: "l2", biasConstraint: "non_negative");
        Assert.AreEqual(new Selu(), dense.Activation);
        Assert.AreEqual(new LecunNormal(), dense.KernelInitializer);
        Assert.AreEqual(new L2(), dense.KernelRegularizer);
        Assert.AreEqual(new NonNegative(), dense.BiasConstraint);
        using var model = new Sequential([dense]);
        model.Compile("mse", "nadam", ["mae", "root_mean_squared_error"]);
        Assert.AreEqual(new MeanSquaredError(), model.Loss);
        Assert.AreEqual(new Nadam(), model.Optimizer);
        Assert.IsInstanceOfType<MeanAbsoluteErrorMetric>(model.Metrics[0]);
        CollectionAssert.AreEqual(new[] { "mae", "root_mean_squared_error" }, model.Metrics.Select(metric => metric.Name).ToArray());
    }

    [TestMethod]
    public void Names_OfOneKind_AreDifferent()
    {
        var twice = BuiltInNames.All.GroupBy(item => (item.Name, item.Kind)).Where(group => group.Count() > 1).Select(group => group.Key);
        Assert.AreEqual("", string.Join(", ", twice));
    }

    [TestMethod]
    public void UnknownName_NearOne_NamesIt() => ConfigContract.Error<ConfigException>(
        "Activation: expected the name of an activation, the nearest \"relu\"; received \"rleu\". Correct the name, or pass an object.",
        () => _ = new Dense(3, "rleu"));

    [TestMethod]
    public void NameOfAnotherKind_SaysWhichAndListsTheRightOnes() => ConfigContract.Error<ConfigException>(
        "Constraint: expected the name of a constraint, one of \"max_norm\", \"min_max_norm\", \"non_neg\", \"non_negative\", \"unit_norm\"; received \"l2\", which is a regularizer. "
        + "Correct the name, or pass an object.",
        () => _ = new Dense(3, kernelConstraint: "l2"));

    [TestMethod]
    public void NameOfMoreThanOneMeaning_ListsThem() => ConfigContract.Error<ConfigException>(
        "Metric: expected the name of a metric, the nearest \"binary_accuracy\", \"categorical_accuracy\", \"sparse_categorical_accuracy\", \"sparse_top_k_categorical_accuracy\", "
        + "\"top_k_categorical_accuracy\"; received \"accuracy\". Correct the name, or pass an object.",
        () => _ = (Metric)"accuracy");

    [TestMethod]
    public void EveryName_OfEveryKind_GivesItsClass()
    {
        foreach (var (name, _, custom) in BuiltInNames.All.Where(item => item.Custom.Rule.Parameters.All(parameter => parameter.Optional) && item.Custom.Type != typeof(Accuracy)))
        {
            object? made = custom.Type switch
            {
                var type when type.IsSubclassOf(typeof(Activation)) => (Activation)name,
                var type when type.IsSubclassOf(typeof(Initializer)) => (Initializer)name,
                var type when type.IsSubclassOf(typeof(Regularizer)) => (Regularizer)name,
                var type when type.IsSubclassOf(typeof(Constraint)) => (Constraint)name,
                var type when type.IsSubclassOf(typeof(Loss)) => (Loss)name,
                var type when type.IsSubclassOf(typeof(Metric)) => (Metric)name,
                var type when type.IsSubclassOf(typeof(Optimizer)) => (Optimizer)name,
                _ => null,
            };
            if (made is null) Assert.IsTrue(typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(custom.Type), name);
            else Assert.AreEqual(custom.Type, made.GetType(), name);
        }
    }

    [TestMethod]
    public void NameOfAClassWithArguments_SaysWhatItNeeds() => ConfigContract.Error<ConfigException>(
        "Optimizer: expected the name of an optimizer, one of \"adadelta\", \"adagrad\", \"adam\", \"adam_w\", \"adamax\", \"adamw\", \"asgd\", \"lion\", \"nadam\", \"r_adam\", \"radam\", \"rms_prop\", \"rmsprop\", \"rprop\", \"sgd\", "
        + "\"stochastic_gradient_descent\"; received \"multi\", which needs rules. Correct the name, or pass an object.",
        () => _ = (Optimizer)"multi");
}
