using TorchSharp;
namespace OnnxForge.Tests.Policy;

[TestClass]
public sealed class SmokeTests
{
    [TestMethod]
    public void Torch_FirstCall_Computes() => Assert.AreEqual(10, torch.arange(5).sum().item<long>());
}
