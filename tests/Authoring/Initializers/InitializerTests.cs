using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class InitializerTests
{
    private const long In = 400, Out = 600;

    // The largest value is two deviations of the uncut normal, or the limit of the uniform.
    private static readonly (Initializer Initializer, double Deviation, double Largest)[] rows =
    [
        (new HeNormal(), Math.Sqrt(2.0 / In), 2 * Math.Sqrt(2.0 / In) / 0.87962566103423978),
        (new LecunNormal(), Math.Sqrt(1.0 / In), 2 * Math.Sqrt(1.0 / In) / 0.87962566103423978),
        (new GlorotNormal(), Math.Sqrt(2.0 / (In + Out)), 2 * Math.Sqrt(2.0 / (In + Out)) / 0.87962566103423978),
        (new GlorotUniform(), Math.Sqrt(2.0 / (In + Out)), Math.Sqrt(6.0 / (In + Out))),
    ];

    [TestMethod]
    public void RandomInitializers_OfALargeKernel_HaveTheirDeviationAndCut()
    {
        manual_seed(1);
        foreach (var (initializer, deviation, largest) in rows)
        {
            var values = initializer.Create([In, Out]);
            Assert.AreEqual(ScalarType.Float32, values.dtype);
            Assert.AreEqual(0, values.mean().item<float>(), deviation / 100, $"{initializer}");
            Assert.AreEqual(deviation, values.std().item<float>(), deviation / 100, $"{initializer}");
            var seen = values.abs().max().item<float>();
            Assert.IsTrue(seen <= largest * 1.000001 && seen > 0.99 * largest, $"{initializer}: {seen} against {largest}");
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
    }
}
