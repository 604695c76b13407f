using TorchSharp;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Ends a training whose loss is no longer a number.</summary>
/// <param name="modelName">The model, for the error.</param>
/// <param name="interval">How many losses are read at once. 1 reads each before its step changes the weights; more keeps the program from waiting for
/// a device at every step, at the price of that many steps.</param>
internal sealed class LossGuard(string modelName, int interval) : IDisposable
{
    private readonly List<(int Epoch, int Step, Tensor Loss)> pending = [];

    /// <summary>The loss that was not finite; null before.</summary>
    public (int Epoch, int Step, double Loss)? Failure { get; private set; }

    /// <summary>Checks a step's loss, or keeps it to check it later.</summary>
    /// <exception cref="DataException">This loss, or an earlier one, is NaN or infinite; the message names the first.</exception>
    public void Watch(int epoch, int step, Tensor loss)
    {
        if (interval == 1)
        {
            Check(epoch, step, loss.ToDouble());
            return;
        }
        pending.Add((epoch, step, loss.detach().DetachFromDisposeScope()));
        if (pending.Count >= interval) Flush();
    }

    /// <summary>Checks the losses that were kept.</summary>
    /// <exception cref="DataException">One is NaN or infinite; the message names the first.</exception>
    public void Flush()
    {
        if (pending.Count == 0) return;
        using var scope = NewDisposeScope();
        var losses = stack(pending.Select(kept => kept.Loss)).to(ScalarType.Float64).cpu().data<double>().ToArray();
        var steps = pending.Select(kept => (kept.Epoch, kept.Step)).ToArray();
        Dispose();
        for (var i = 0; i < losses.Length; i++) Check(steps[i].Epoch, steps[i].Step, losses[i]);
    }

    public void Dispose()
    {
        foreach (var (_, _, loss) in pending) loss.Dispose();
        pending.Clear();
    }

    private void Check(int epoch, int step, double loss)
    {
        if (double.IsFinite(loss)) return;
        Failure = (epoch, step, loss);
        throw new DataException($"{modelName}, epoch {epoch}, step {step}", "a finite loss", $"{loss}",
            "Look for missing or infinite values in inputs and targets, or lower the learning rate.");
    }
}
