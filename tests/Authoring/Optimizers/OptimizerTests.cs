using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class OptimizerTests
{
    private static readonly double[] eight = [1, 0.5, -0.25, 1, 2, -1, 0.5, 3];

    // Two steps from 1 with the gradients 1 and then 0.5; worked out from the published formulas in double precision.
    [TestMethod]
    public void Optimizers_AfterTwoSteps_AreWhereTheirFormulasSay()
    {
        Assert.AreEqual(1 - 0.1 * 1 - 0.1 * 0.5, TwoSteps(new StochasticGradientDescent(0.1)), 1e-6);
        Assert.AreEqual(1 - 0.1 * 1 - 0.1 * (0.9 + 0.5), TwoSteps(new StochasticGradientDescent(0.1, 0.9)), 1e-6);
        Assert.AreEqual(1 - 0.1 * 1.9 - 0.1 * (0.5 + 0.9 * 1.4), TwoSteps(new StochasticGradientDescent(0.1, 0.9, true)), 1e-6);
        Assert.AreEqual(0.895 - 0.1 * (0.5 + 0.05 * 0.895), TwoSteps(new StochasticGradientDescent(0.1, WeightDecay: 0.05)), 1e-6);
        Assert.AreEqual(AdamByHand(0.1), TwoSteps(new Adam(0.1)), 1e-6);
        Assert.AreEqual(AdamByHand(0.1, decay: 0.2), TwoSteps(new AdamW(0.1, WeightDecay: 0.2)), 1e-6);
        // The means of gradients are 0.1 and 0.14; the greatest gradient is 1 and then 0.999.
        Assert.AreEqual(1 - 0.1 - 0.1 / 0.19 * 0.14 / 0.999, TwoSteps(new Adamax(0.1)), 1e-6);
        Assert.AreEqual(1 - 0.1 / Math.Sqrt(1.1) - 0.05 / Math.Sqrt(1.35), TwoSteps(new Adagrad(0.1)), 1e-6);
        Assert.AreEqual(AdadeltaByHand(0.1), TwoSteps(new Adadelta(0.1)), 1e-7);
        // The mean squares are 0.1 and 0.115, the means of gradients 0.1 and 0.14.
        var (first, second) = (1 / Math.Sqrt(0.1), 0.5 / Math.Sqrt(0.115));
        Assert.AreEqual(1 - 0.1 * first - 0.1 * second, TwoSteps(new RmsProp(0.1)), 1e-6);
        Assert.AreEqual(1 - 0.1 * first - 0.1 * (0.9 * first + second), TwoSteps(new RmsProp(0.1, Momentum: 0.9)), 1e-6);
        Assert.AreEqual(1 - 0.1 / Math.Sqrt(0.1 - 0.01) - 0.05 / Math.Sqrt(0.115 - 0.14 * 0.14), TwoSteps(new RmsProp(0.1, Centered: true)), 1e-6);
        Assert.AreEqual(NadamByHand(0.1), TwoSteps(new Nadam(0.1)), 1e-6);
        Assert.AreEqual(0.8, TwoSteps(new Lion(0.1)), 1e-6);
    }

    // Steps of the gradients 1, then 0: the mean of squares falls from 0.1 to 0.09, the greatest stays; the means of gradients are 0.1 and 0.09.
    [TestMethod]
    public void AmsGrad_AfterASmallerGradient_KeepsTheGreatestSquare()
    {
        foreach (var settings in (Optimizer[])[new Adam(0.1, Beta2: 0.9, AmsGrad: true), new AdamW(0.1, Beta2: 0.9, WeightDecay: 0, AmsGrad: true)])
            Assert.AreEqual(1 - 0.1 - 0.1 * (0.09 / 0.19) / Math.Sqrt(0.1 / 0.19), Steps(settings, 1, 0), 1e-6);
        Assert.AreEqual(1 - 0.1 - 0.1 * (0.09 / 0.19) / Math.Sqrt(0.09 / 0.19), Steps(new Adam(0.1, Beta2: 0.9), 1, 0), 1e-6);
    }

    // The sixth step is the first that divides: the length of the plain average is 5.0 or less before it.
    [TestMethod]
    public void RAdam_OverEightSteps_IsItsFormula()
    {
        var (w, m, v) = (1.0, 0.0, 0.0);
        for (var t = 1; t <= eight.Length; t++)
        {
            (m, v) = (0.9 * m + 0.1 * eight[t - 1], 0.999 * v + 0.001 * eight[t - 1] * eight[t - 1]);
            var length = 1999 - 2 * t * Math.Pow(0.999, t) / (1 - Math.Pow(0.999, t));
            var step = 0.1 * m / (1 - Math.Pow(0.9, t));
            if (length > 5)
                step *= Math.Sqrt((length - 4) * (length - 2) * 1999 / (1995 * 1997 * length)) / Math.Sqrt(v / (1 - Math.Pow(0.999, t)));
            Assert.AreEqual(t >= 6, length > 5);
            w -= step;
            Assert.AreEqual(w, Steps(new RAdam(0.1), eight[..t]), 2e-6, $"step {t}");
        }
    }

    [TestMethod]
    public void LionsDirection_WeighsThePast()
    {
        // 0.9 * 0.01 is less than 0.1 * 0.5, and more than 0.1 * 0.05.
        Assert.AreEqual(1, Steps(new Lion(0.1), 1, -0.5), 1e-6);
        Assert.AreEqual(0.8, Steps(new Lion(0.1), 1, -0.05), 1e-6);
    }

    // PyTorch's numbers, in float64, for the settings of the same meaning.
    [TestMethod]
    public void Rprop_OverEightSteps_IsPyTorchs()
    {
        double[] expected = [0.9, 0.78, 0.78, 0.72, 0.648, 0.648, 0.612, 0.5688], narrow = [0.9, 0.7, 0.7, 0.64, 0.52, 0.52, 0.47, 0.37];
        for (var t = 1; t <= eight.Length; t++)
        {
            Assert.AreEqual(expected[t - 1], Steps(new Rprop(0.1), eight[..t]), 1e-6, $"step {t}");
            Assert.AreEqual(narrow[t - 1], Steps(new Rprop(0.1, 0.3, 2, 0.05, 0.3), eight[..t]), 1e-6, $"step {t}");
        }
        ConfigContract.Error<ConfigException>("Rprop: expected maxStep of 1 or more; received 0.5. Correct maxStep.", () => _ = new Rprop(MinStep: 1, MaxStep: 0.5));
    }

    [TestMethod]
    public void Asgd_OverEightSteps_IsPyTorchs()
    {
        double[] expected = [0.84, 0.74320749, 0.72496668, 0.59574884, 0.39013306, 0.45492202, 0.39143343, 0.13314486];
        double[] averages = [0.84, 0.74320749, 0.72496668, 0.59574884, 0.49294095, 0.48026797, 0.45805934, 0.39307644];
        for (var t = 1; t <= eight.Length; t++)
        {
            var settings = new Asgd(0.1, Decay: 0.5, AverageFrom: 2, WeightDecay: 0.1);
            Assert.AreEqual(expected[t - 1], Steps(settings, eight[..t]), 2e-6, $"step {t}");
            Assert.AreEqual(averages[t - 1], Steps(settings, Asgd.UseAverages, eight[..t]), 2e-6, $"average {t}");
        }
        Assert.AreEqual(0.32495976, Steps(new Asgd(0.1), eight), 1e-6);
        ConfigContract.Error<ConfigException>("Asgd: expected an optimizer that Asgd.Bind gave; received another. Pass what new Asgd().Bind(weights) returned.",
            () => Asgd.UseAverages(new Lion().Bind([new NamedWeight("w", new Parameter(ones(1)))])));
    }

    [TestMethod]
    public void FormulaOfTheUsers_Trained_IsTheFormula()
    {
        Assert.AreEqual(1 - 0.1 - 0.05, TwoSteps(new SignDescent(0.1)), 1e-6);
        ConfigContract.RoundTrip(new SignDescent(), """{"type":"test/sign-descent","version":1,"config":{"learningRate":0.001}}""", new CustomObjectRegistry().Register<SignDescent>());
        ConfigContract.Error<ConfigException>("Optimizer: expected learningRate of 0 or more; received -1. Correct learningRate.", () => _ = new SignDescent(-1));
    }

    [TestMethod]
    public void Steps_OfEveryOptimizer_LeaveNoTensors()
    {
        foreach (var settings in OneOfEach)
        {
            var weight = new Parameter(ones(3));
            using var optimizer = settings.Bind([new NamedWeight("w", weight)]);
            Step();
            Step();
            var before = LiveTensors.Count;
            for (var i = 0; i < 5; i++) Step();
            Assert.AreEqual(before, LiveTensors.Count, $"{settings}");

            void Step()
            {
                using var scope = NewDisposeScope();
                optimizer.ZeroGradients();
                weight.square().sum().backward();
                optimizer.Step();
            }
        }
    }

    [TestMethod]
    public void SettingsOutOfRange_OfEveryOptimizer_AreRefused()
    {
        foreach (var optimizer in OneOfEach)
        {
            var type = optimizer.GetType();
            var constructor = type.GetConstructors().Single();
            foreach (var name in constructor.GetParameters().Where(parameter => parameter.ParameterType == typeof(double)).Select(parameter => parameter.Name!))
            {
                Refuses(constructor, name, -0.5);
                if (name is "Beta1" or "Beta2" or "Rho" or "Momentum") Refuses(constructor, name, 1.5);
            }
        }
    }

    [TestMethod]
    public void ZeroGradients_ForgetsThem()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = new StochasticGradientDescent(0.1, 0.9).Bind([new NamedWeight("w", weight)]);
        weight.sum().backward();
        optimizer.ZeroGradients();
        optimizer.Step();
        Assert.AreEqual(1f, weight.item<float>());
    }

    [TestMethod]
    public void MultiOptimizer_GivesEachPartItsOwn()
    {
        var (wide, wider) = (new Parameter(ones(1)), new Parameter(ones(1)));
        var rules = new MultiOptimizer([new("wide", new StochasticGradientDescent(0.1)), new("wider", new StochasticGradientDescent(0.5))]);
        using var optimizer = rules.Bind([new("wide.kernel", wide), new("wider.kernel", wider)]);
        (wide + wider).sum().backward();
        optimizer.Step();
        Assert.AreEqual((0.9f, 0.5f), (wide.item<float>(), wider.item<float>()));
    }

    [TestMethod]
    public void MultiOptimizer_WithGapsAndOverlaps_ListsThemAll() => ConfigContract.Error<ConfigException>(
        "MultiOptimizer: expected every weight covered by exactly one rule, and every rule in use; received deep.a.kernel by \"deep\" and \"deep.a\", out.kernel by none, "
        + "nothing by \"dee\". Correct the prefixes; weight paths are those of the model's state_dict.",
        () => new MultiOptimizer([new("deep", new Adam()), new("deep.a", new Adam()), new("dee", new Adam())])
            .Bind([new("deep.a.kernel", new Parameter(ones(1))), new("deep.b.kernel", new Parameter(ones(1))), new("out.kernel", new Parameter(ones(1)))]));

    [TestMethod]
    public void NegativeLearningRate_IsRefused() => ConfigContract.Error<ConfigException>(
        "Optimizer: expected settings in their ranges; received a refusal (Invalid learning rate: -1). Correct the setting.",
        () => new Adam(-1).Bind([new NamedWeight("w", new Parameter(ones(1)))]));

    [TestMethod]
    public void LearningRate_SetBetweenSteps_IsTheNextStepsSize()
    {
        var weight = new Parameter(ones(1));
        using var optimizer = new StochasticGradientDescent(0.1).Bind([new NamedWeight("w", weight)]);
        Assert.AreEqual(0.1, optimizer.LearningRate);
        weight.sum().backward();
        optimizer.Step();
        optimizer.LearningRate = 0.5;
        optimizer.Step();
        Assert.AreEqual(0.5, optimizer.LearningRate);
        Assert.AreEqual(1 - 0.1 - 0.5, weight.item<float>(), 1e-6);
    }

    [TestMethod]
    public void LearningRate_OfEveryOptimizer_DecidesTheNextStep()
    {
        foreach (var name in BuiltInNames.All.Where(item => item.Kind == "an optimizer" && item.Custom.Rule.Parameters.All(parameter => parameter.Optional)).Select(item => item.Name))
        {
            var weight = new Parameter(ones(1));
            using var optimizer = ((Optimizer)name).Bind([new NamedWeight("w", weight)]);
            Assert.AreEqual(name is "sgd" or "stochastic_gradient_descent" or "rprop" or "asgd" ? 0.01 : 0.001, optimizer.LearningRate, name);
            optimizer.LearningRate = 0;
            weight.square().sum().backward();
            optimizer.Step();
            Assert.AreEqual(1f, weight.item<float>(), name);
            optimizer.LearningRate = 0.1;
            optimizer.Step();
            Assert.AreNotEqual(1f, weight.item<float>(), name);
        }
    }

    [TestMethod]
    public void LearningRateOfSeveral_Set_KeepsTheirProportion()
    {
        var (wide, deep) = (new Parameter(ones(1)), new Parameter(ones(1)));
        var rules = new MultiOptimizer([new("wide", new StochasticGradientDescent(0.1)), new("deep", new StochasticGradientDescent(0.4))]);
        using var optimizer = rules.Bind([new("wide", wide), new("deep", deep)]);
        Assert.AreEqual(0.1, optimizer.LearningRate);
        foreach (var rate in (double[])[0, 0.05]) optimizer.LearningRate = rate;
        (wide + deep).sum().backward();
        optimizer.Step();
        Assert.AreEqual(0.95, wide.item<float>(), 1e-6);
        Assert.AreEqual(0.8, deep.item<float>(), 1e-6);
    }

    [TestMethod]
    public void LearningRate_SetBelowZero_IsRefused() => ConfigContract.Error<ConfigException>(
        "Optimizer: expected a learning rate of 0 or more; received -0.1. Correct the schedule.",
        () => new Adam().Bind([new NamedWeight("w", new Parameter(ones(1)))]).LearningRate = -0.1);

    // Every optimizer of weights, those that contain others aside.
    private static IEnumerable<Optimizer> OneOfEach => BuiltInNames.All
        .Where(item => item.Kind == "an optimizer" && item.Custom.Rule.Parameters.All(parameter => parameter.Optional)).Select(item => item.Custom.Type).Distinct()
        .Select(type => BuiltInNames.All.First(item => item.Custom.Type == type).Name).Select(name => (Optimizer)name).Append(new RmsProp(Momentum: 0.9, Centered: true)).Append(new Adam(AmsGrad: true));

    private static double TwoSteps(Optimizer settings) => Steps(settings, 1, 0.5);

    private static double Steps(Optimizer settings, params double[] gradients) => Steps(settings, _ => { }, gradients);

    private static double Steps(Optimizer settings, Action<BoundOptimizer> last, double[] gradients)
    {
        var weight = new Parameter(ones(1));
        using var optimizer = settings.Bind([new NamedWeight("w", weight)]);
        foreach (var gradient in gradients)
        {
            optimizer.ZeroGradients();
            (weight * gradient).sum().backward();
            optimizer.Step();
        }
        last(optimizer);
        return weight.item<float>();
    }

    private static double AdamByHand(double rate, double decay = 0)
    {
        var (w, m, v) = (1.0, 0.0, 0.0);
        for (var t = 1; t <= 2; t++)
        {
            var g = t == 1 ? 1 : 0.5;
            (m, v) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g);
            w -= rate * decay * w;
            w -= rate * (m / (1 - Math.Pow(0.9, t))) / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-7);
        }
        return w;
    }

    private static double AdadeltaByHand(double rate)
    {
        var (w, squares, steps) = (1.0, 0.0, 0.0);
        foreach (var g in (double[])[1, 0.5])
        {
            squares = 0.95 * squares + 0.05 * g * g;
            var step = Math.Sqrt(steps + 1e-7) / Math.Sqrt(squares + 1e-7) * g;
            steps = 0.95 * steps + 0.05 * step * step;
            w -= rate * step;
        }
        return w;
    }

    private static double NadamByHand(double rate)
    {
        var (w, m, v, product) = (1.0, 0.0, 0.0, 1.0);
        for (var t = 1; t <= 2; t++)
        {
            var g = t == 1 ? 1 : 0.5;
            var (now, next) = (Momentum(t), Momentum(t + 1));
            product *= now;
            (m, v) = (0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g * g);
            var mean = next * m / (1 - product * next) + (1 - now) * g / (1 - product);
            w -= rate * mean / (Math.Sqrt(v / (1 - Math.Pow(0.999, t))) + 1e-7);
        }
        return w;
    }

    private static double Momentum(int t) => 0.9 * (1 - 0.5 * Math.Pow(0.96, 0.004 * t));

    private static void Refuses(System.Reflection.ConstructorInfo constructor, string name, double value) => Assert.ThrowsExactly<ConfigException>(() =>
    {
        object?[] values = [.. constructor.GetParameters().Select(parameter => parameter.Name == name ? value : parameter.DefaultValue)];
        var bad = (Optimizer)constructor.Invoke(System.Reflection.BindingFlags.DoNotWrapExceptions, null, values, null);
        bad.Bind([new NamedWeight("w", new Parameter(ones(1)))]).Dispose();
    }, $"{constructor.DeclaringType!.Name}, {name} of {value}");

    [CustomObject("test/sign-descent")]
    internal sealed record SignDescent(double LearningRate = 0.001) : FormulaOptimizer(LearningRate)
    {
        protected internal override void Update(Tensor weight, Tensor gradient, WeightState state)
        {
            weight.sub_(gradient.sign() * (state.LearningRate / state.Step));
            state.Get("steps", 1).add_(1);
        }
    }
}
