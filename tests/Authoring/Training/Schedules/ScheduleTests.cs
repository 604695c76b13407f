using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

// Facts worked out from the formulas in the documentation of Keras's schedules of the same names (OneCycle: PyTorch's OneCycleLR), in double precision.
[TestClass]
public sealed class ScheduleTests
{
    private static readonly double Half = Math.Sqrt(0.5);

    public static IEnumerable<object[]> Facts =>
    [
        [new ExponentialDecay(0.1, 10, 0.25), new[] { 0.1, 0.05, 0.025, 0.0125 }, new long[] { 0, 5, 10, 15 }],
        [new ExponentialDecay(0.1, 10, 0.25, Staircase: true), new[] { 0.1, 0.1, 0.025, 0.025, 0.00625 }, new long[] { 0, 9, 10, 19, 20 }],
        [new InverseTimeDecay(0.1, 10, 0.5), new[] { 0.1, 0.08, 0.1 / 1.5, 0.05 }, new long[] { 0, 5, 10, 20 }],
        [new InverseTimeDecay(0.1, 10, 0.5, Staircase: true), new[] { 0.1, 0.1, 0.1 / 1.5, 0.05 }, new long[] { 0, 9, 10, 20 }],
        [new PiecewiseConstantDecay([10, 20], [1, 0.5, 0.25]), new[] { 1, 1, 0.5, 0.5, 0.25 }, new long[] { 0, 10, 11, 20, 21 }],
        [new PolynomialDecay(0.1, 10, 0.02), new[] { 0.1, 0.06, 0.02, 0.02 }, new long[] { 0, 5, 10, 99 }],
        [new PolynomialDecay(0.1, 10, 0.02, Power: 2), new[] { 0.1, 0.04, 0.02 }, new long[] { 0, 5, 10 }],
        // At step 11 it aims at 20 steps: (0.1 - 0.02) * (1 - 11/20) + 0.02.
        [new PolynomialDecay(0.1, 10, 0.02, Cycle: true), new[] { 0.1, 0.02, 0.056, 0.02, 0.02 + 0.08 / 6 }, new long[] { 0, 10, 11, 20, 25 }],
        [new CosineDecay(0.1, 8), new[] { 0.1, 0.05 * (1 + Half), 0.05, 0, 0 }, new long[] { 0, 2, 4, 8, 99 }],
        [new CosineDecay(0.1, 8, Alpha: 0.2), new[] { 0.1, 0.06, 0.02, 0.02 }, new long[] { 0, 4, 8, 9 }],
        [new CosineDecay(0.1, 8, WarmupTarget: 0.5, WarmupSteps: 4), new[] { 0.1, 0.3, 0.5, 0.25, 0 }, new long[] { 0, 2, 4, 8, 12 }],
        [new CosineDecay(0.1, 8, WarmupSteps: 4), new[] { 0.1, 0.05 }, new long[] { 0, 4 }],
        // Descents of 4, 8 and 16 steps.
        [new CosineDecayRestarts(0.1, 4), new[] { 0.1, 0.05, 0.1, 0.05, 0.1, 0.05 }, new long[] { 0, 2, 4, 8, 12, 20 }],
        [new CosineDecayRestarts(0.1, 4, LengthFactor: 1, RateFactor: 0.5, Alpha: 0.2), new[] { 0.1, 0.06, 0.06, 0.04, 0.04 }, new long[] { 0, 2, 4, 6, 8 }],
        // It rises for 10 - 1 steps and falls to step 19.
        [new OneCycle(1, 20, RiseFraction: 0.5, StartDivisor: 25, EndDivisor: 4), new[] { 0.04, 1, (1 + 0.01) / 2, 0.01, 0.01 }, new long[] { 0, 9, 14, 19, 99 }],
    ];

    [TestMethod]
    [DynamicData(nameof(Facts))]
    public void Rate_AtSteps_IsTheFormulas(LearningRateSchedule schedule, double[] rates, long[] steps)
    {
        foreach (var (rate, step) in rates.Zip(steps)) Assert.AreEqual(rate, schedule.Rate(step), 1e-12, $"{schedule} at step {step}");
    }

    [TestMethod]
    public void Settings_OutOfRange_AreRefused()
    {
        const string remedy = "Correct the schedule.";
        ConfigContract.Error<ConfigException>($"ExponentialDecay: expected DecaySteps of 1 or more; received 0. {remedy}", () => new ExponentialDecay(0.1, 0, 0.9).Rate(1));
        ConfigContract.Error<ConfigException>($"PiecewiseConstantDecay: expected boundaries that rise, and one value more than boundaries; received boundaries 5, 5 and 3 values. {remedy}",
            () => new PiecewiseConstantDecay([5, 5], [1, 2, 3]).Rate(1));
        ConfigContract.Error<ConfigException>($"CosineDecayRestarts: expected a length factor of 1 or more; received 0.5. {remedy}", () => new CosineDecayRestarts(0.1, 4, 0.5).Rate(1));
        ConfigContract.Error<ConfigException>("OneCycle: expected a rise of more than 1 step and less than all; received 0.3 of 3 steps. Give more steps, or another fraction.",
            () => new OneCycle(1, 3).Rate(1));
    }
}
