using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class InitializerTests
{
    private const long In = 400, Out = 600;
    private const double Cut = 0.87962566103423978;

    // The standard deviation of the values before a cut at two of them, or for the uniform ones of the values themselves.
    private static readonly (Initializer Initializer, WeightDistribution Distribution, double Mean, double Deviation)[] rows =
    [
        (new RandomNormal(2, 0.3), WeightDistribution.Normal, 2, 0.3),
        (new RandomUniform(-1, 3), WeightDistribution.Uniform, 1, 4 / Math.Sqrt(12)),
        (new TruncatedNormal(-1, 0.3), WeightDistribution.TruncatedNormal, -1, 0.3),
        (new GlorotNormal(), WeightDistribution.TruncatedNormal, 0, Math.Sqrt(2.0 / (In + Out)) / Cut),
        (new GlorotUniform(), WeightDistribution.Uniform, 0, Math.Sqrt(2.0 / (In + Out))),
        (new HeNormal(), WeightDistribution.TruncatedNormal, 0, Math.Sqrt(2.0 / In) / Cut),
        (new HeUniform(), WeightDistribution.Uniform, 0, Math.Sqrt(2.0 / In)),
        (new LecunNormal(), WeightDistribution.TruncatedNormal, 0, Math.Sqrt(1.0 / In) / Cut),
        (new LecunUniform(), WeightDistribution.Uniform, 0, Math.Sqrt(1.0 / In)),
        (new VarianceScaling(), WeightDistribution.TruncatedNormal, 0, Math.Sqrt(1.0 / In) / Cut),
        (new VarianceScaling(3, FanMode.FanOut, WeightDistribution.Normal), WeightDistribution.Normal, 0, Math.Sqrt(3.0 / Out)),
        (new VarianceScaling(0.5, FanMode.FanAverage, WeightDistribution.Uniform), WeightDistribution.Uniform, 0, Math.Sqrt(0.5 / 500)),
        (new Seeded(new RandomNormal(), 3), WeightDistribution.Normal, 0, 0.05),
    ];

    [TestMethod]
    public void RandomInitializers_OfALargeKernel_HaveTheirDistribution()
    {
        manual_seed(1);
        foreach (var (initializer, distribution, mean, deviation) in rows)
        {
            var created = initializer.Create([In, Out]);
            Assert.AreEqual(ScalarType.Float32, created.dtype);
            Assert.IsFalse(created.requires_grad);
            var values = ((created.to(ScalarType.Float64) - mean) / deviation).reshape(-1).sort().Values;
            var share = distribution switch
            {
                WeightDistribution.Uniform => values / (2 * Math.Sqrt(3)) + 0.5,
                WeightDistribution.Normal => Below(values),
                _ => (Below(values) - 0.5) / 0.95449973610364158 + 0.5,
            };
            // The greatest distance between two distribution functions (Kolmogorov and Smirnov): with 240,000 values of the right distribution it is above
            // sqrt(log(2 / 1e-6) / 2 / 240,000) once in a million times.
            var count = values.numel();
            var distance = (share - (arange(count, ScalarType.Float64) + 0.5) / count).abs().max().item<double>() + 0.5 / count;
            Assert.IsLessThan(Math.Sqrt(Math.Log(2 / 1e-6) / 2 / count), distance, $"{initializer}");
            var (smallest, largest) = (values[0].item<double>(), values[-1].item<double>());
            var limit = distribution switch { WeightDistribution.Uniform => Math.Sqrt(3), WeightDistribution.TruncatedNormal => 2, _ => 6.5 };
            Assert.IsTrue(smallest >= -limit * 1.00001 && largest <= limit * 1.00001, $"{initializer}: from {smallest} to {largest}");
        }
    }

    [TestMethod]
    public void Convolution_Kernel_CountsItsReceptiveField()
    {
        manual_seed(1);
        var values = new HeNormal().Create([3, 3, 64, 128]);
        Assert.AreEqual(Math.Sqrt(2.0 / (9 * 64)), values.std().item<float>(), 0.0005);
    }

    [TestMethod]
    public void ConstantInitializers_GiveTheirValue()
    {
        CollectionAssert.AreEqual(new[] { 0f, 0f }, new Zeros().Create([2]).data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 1f, 1f }, new Ones().Create([2]).data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.25f, 0.25f }, new Constant(0.25).Create([2]).data<float>().ToArray());
        CollectionAssert.AreEqual(new[] { 2f, 0, 0, 0, 2, 0 }, new Identity(2).Create([2, 3]).data<float>().ToArray());
    }

    [TestMethod]
    [DataRow(new long[] { 5, 3 })]
    [DataRow(new long[] { 3, 5 })]
    [DataRow(new long[] { 4, 4 })]
    [DataRow(new long[] { 3, 2, 4 })]
    public void Orthogonal_RowsOrColumns_AreAtRightAnglesAndAsLongAsTheGain(long[] shape)
    {
        var created = new Orthogonal(3).Create(shape);
        CollectionAssert.AreEqual(shape, created.shape);
        var matrix = created.reshape(-1, shape[^1]);
        if (matrix.shape[0] < matrix.shape[1]) matrix = matrix.t();
        Assert.IsTrue(matrix.t().mm(matrix).allclose(eye(matrix.shape[1]) * 9, 1e-5, 1e-5));
    }

    // Of all orthogonal matrices alike, the first column's angle is uniform, and half are reflections.
    [TestMethod]
    public void Orthogonal_ManyTimes_IsAnyOfThemAlike()
    {
        manual_seed(2);
        const int count = 2000;
        var matrices = Enumerable.Range(0, count).Select(_ => new Orthogonal().Create([2, 2]).data<float>().ToArray()).ToList();
        double[] shares = [.. matrices.Select(matrix => Math.Atan2(matrix[2], matrix[0]) / (2 * Math.PI) + 0.5).Order()];
        Assert.IsLessThan(Math.Sqrt(Math.Log(2 / 1e-6) / 2 / count), shares.Select((share, i) => Math.Abs(share - (i + 0.5) / count)).Max() + 0.5 / count);
        var reflections = matrices.Count(matrix => matrix[0] * matrix[3] - matrix[1] * matrix[2] < 0);
        Assert.AreEqual(count / 2.0, reflections, 5 * Math.Sqrt(count) / 2);
    }

    // A kernel of 3 by 3 windows joins 9 * 64 inputs to 9 * 128 outputs; 73,728 values tell their deviation to 1 percent.
    [TestMethod]
    public void Fans_OfAConvolution_CountTheWindow()
    {
        manual_seed(3);
        foreach (var (initializer, fan) in new (Initializer, double)[] { (new HeNormal(), 9 * 64 / 2.0), (new LecunUniform(), 9 * 64), (new GlorotUniform(), 9 * 96) })
            Assert.AreEqual(1 / Math.Sqrt(fan), initializer.Create([3, 3, 64, 128]).std().item<float>(), 0.01 / Math.Sqrt(fan), $"{initializer}");
    }

    [TestMethod]
    public void Seeded_Twice_IsTheSameAndLeavesOtherRandomNumbersAlone()
    {
        manual_seed(5);
        var next = randn(1).item<float>();
        manual_seed(5);
        var first = new Seeded(new GlorotUniform(), 8).Create([4, 4]);
        Assert.AreEqual(next, randn(1).item<float>());
        CollectionAssert.AreEqual(first.data<float>().ToArray(), new Seeded(new GlorotUniform(), 8).Create([4, 4]).data<float>().ToArray());
        Assert.IsFalse(first.equal(new Seeded(new GlorotUniform(), 9).Create([4, 4])).all().item<bool>());
    }

    [TestMethod]
    public void ScaleOfZero_IsRefused() => ConfigContract.Error<ConfigException>(
        "VarianceScaling: expected scale above 0; received 0. Correct scale.", () => _ = new VarianceScaling(0));

    [TestMethod]
    public void Identity_OfAVector_IsRefused() => ConfigContract.Error<ShapeException>(
        "Identity: expected a weight of two dimensions; received [3]. Use it for matrices.", () => new Identity().Create([3]));

    private static Tensor Below(Tensor values) => ((values / Math.Sqrt(2)).erf() + 1) / 2;
}
