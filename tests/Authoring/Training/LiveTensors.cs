using TorchSharp;

namespace OnnxForge.Tests.Authoring;

/// <summary>The tensors that this thread made and has not disposed; the garbage collector, which disposes on a thread of its own, does not change it.</summary>
internal static class LiveTensors
{
    public static long Count => DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
}
