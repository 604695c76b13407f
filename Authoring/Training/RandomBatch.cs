using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Rows chosen at random, for training loops written by hand.</summary>
public static class RandomBatch
{
    /// <summary>Rows of inputs and targets, each chosen from all of them, so that one may come twice; <c>torch.manual_seed</c> decides which.</summary>
    /// <param name="x">Inputs, <c>[rows, ...]</c>, 1 row or more.</param>
    /// <param name="y">Targets, <c>[rows, ...]</c>.</param>
    /// <param name="batchSize">How many rows, 1 or more, default 32.</param>
    /// <returns>Copies, <c>[batchSize, ...]</c>, of the current dispose scope.</returns>
    /// <exception cref="DataException">There is no row, or inputs and targets differ in rows.</exception>
    public static (Tensor X, Tensor Y) Of(Tensor x, Tensor y, int batchSize = 32)
    {
        TrainingData.CheckRows(nameof(RandomBatch), x, y);
        TrainingData.CheckCount(nameof(RandomBatch), "rows a batch", batchSize);
        using var rows = randint(0, x.shape[0], [batchSize], ScalarType.Int64, x.device);
        return (x.index_select(0, rows), y.index_select(0, rows));
    }
}
