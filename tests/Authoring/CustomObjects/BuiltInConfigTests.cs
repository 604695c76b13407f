using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class BuiltInConfigTests
{
    private static readonly (object Custom, string Type, string Config)[] rows =
    [
        (new Elu(0.5), "elu", """{"alpha":0.5}"""),
        (new Selu(), "selu", "{}"),
        (new Relu(), "relu", "{}"),
        (new Softplus(), "softplus", "{}"),
        (new Sigmoid(), "sigmoid", "{}"),
        (new Tanh(), "tanh", "{}"),
        (new Linear(), "linear", "{}"),
        (new Zeros(), "zeros", "{}"),
        (new Ones(), "ones", "{}"),
        (new Constant(-0.1), "constant", """{"value":-0.1}"""),
        (new GlorotUniform(), "glorot-uniform", "{}"),
        (new GlorotNormal(), "glorot-normal", "{}"),
        (new HeNormal(), "he-normal", "{}"),
        (new LecunNormal(), "lecun-normal", "{}"),
        (new L1(0.02), "l1", """{"factor":0.02}"""),
        (new L2(), "l2", """{"factor":0.01}"""),
        (new NonNegative(), "non-negative", "{}"),
        (new MaxNorm(3, 1), "max-norm", """{"limit":3,"axis":1}"""),
        (new MeanSquaredError(), "mean-squared-error", "{}"),
        (new MeanAbsoluteError(), "mean-absolute-error", "{}"),
        (new MeanMetric("loss"), "mean-metric", """{"name":"loss"}"""),
        (new MeanSquaredErrorMetric(), "mean-squared-error-metric", """{"name":"mean_squared_error"}"""),
        (new MeanAbsoluteErrorMetric("mae"), "mean-absolute-error-metric", """{"name":"mae"}"""),
        (new RootMeanSquaredErrorMetric(), "root-mean-squared-error-metric", """{"name":"root_mean_squared_error"}"""),
        (new Adam(0.01), "adam", """{"learningRate":0.01,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new Nadam(), "nadam", """{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}"""),
        (new StochasticGradientDescent(0.1, 0.9, true), "stochastic-gradient-descent", """{"learningRate":0.1,"momentum":0.9,"nesterov":true}"""),
        (new MultiOptimizer([new("wide", new StochasticGradientDescent(0.1)), new("", new Adam())]), "multi-optimizer",
            """{"rules":[{"prefix":"wide","optimizer":{"type":"onnxforge/stochastic-gradient-descent","version":1,"config":{"learningRate":0.1,"momentum":0,"nesterov":false}}},"""
            + """{"prefix":"","optimizer":{"type":"onnxforge/adam","version":1,"config":{"learningRate":0.001,"beta1":0.9,"beta2":0.999,"epsilon":1E-07}}}]}"""),
        (new Dense(30, new Elu(), kernelRegularizer: new L1(), biasConstraint: new MaxNorm()), "dense",
            """{"units":30,"activation":{"type":"onnxforge/elu","version":1,"config":{"alpha":1}},"useBias":true,"kernelInitializer":"""
            + """{"type":"onnxforge/glorot-uniform","version":1,"config":{}},"biasInitializer":{"type":"onnxforge/zeros","version":1,"config":{}},"kernelRegularizer":"""
            + """{"type":"onnxforge/l1","version":1,"config":{"factor":0.01}},"biasRegularizer":null,"kernelConstraint":null,"biasConstraint":"""
            + """{"type":"onnxforge/max-norm","version":1,"config":{"limit":2,"axis":0}},"name":null}"""),
    ];

    [TestMethod]
    public void BuiltIns_WrittenAndRead_KeepTheirConfig()
    {
        foreach (var (custom, type, config) in rows)
        {
            var rebuilt = ConfigContract.RoundTrip(custom, $$"""{"type":"onnxforge/{{type}}","version":1,"config":{{config}}}""");
            if (custom is Loss or Initializer or Regularizer or Constraint or Activation) Assert.AreEqual(custom, rebuilt);
        }
    }

    [TestMethod]
    public void BuiltIns_OfTheAssembly_AllHaveARow()
    {
        var marked = typeof(Layer).Assembly.GetTypes().Where(type => type.IsDefined(typeof(CustomObjectAttribute), false)
            && type.Namespace == "OnnxForge.Authoring" && IsOfThisTest(type));
        Assert.AreEqual("", string.Join(", ", marked.Except(rows.Select(row => row.Custom.GetType())).Select(type => type.Name)));
    }

    // Modules other than layers of this room's folder are tested beside what they do.
    private static bool IsOfThisTest(Type type) => !typeof(TorchSharp.torch.nn.Module).IsAssignableFrom(type) || type == typeof(Dense);
}
