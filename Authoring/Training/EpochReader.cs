using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>Reads a source epoch by epoch, for a given number of steps where one is set.</summary>
internal sealed class EpochReader(DataSource data, FitOptions options) : IDisposable
{
    private Tensor? random;
    private IEnumerator<Batch>? batches;
    private int round;
    private int taken, read;

    /// <summary>The batch that <see cref="MoveNext"/> found.</summary>
    public Batch Current => batches!.Current;

    /// <summary>Starts an epoch; with a number of steps it goes on where the last one ended.</summary>
    public void Begin(int epoch)
    {
        taken = 0;
        if (options.StepsPerEpoch is null || batches is null) Read(epoch);
    }

    /// <summary>Whether the epoch has one more batch.</summary>
    public bool MoveNext()
    {
        if (taken == options.StepsPerEpoch) return false;
        while (!batches!.MoveNext())
        {
            if (options.StepsPerEpoch is null || read == 0) return false;
            Read(round + 1);
        }
        taken++;
        read++;
        return true;
    }

    /// <summary>Hands a checkpoint the place in the data: what a source reads ahead does not count.</summary>
    public void Save(CheckpointState state)
    {
        state.Set("round", round);
        state.Set("batches", read);
        if (random is not null) state.Set("random", random);
    }

    /// <summary>Goes on at the place of a checkpoint within an epoch.</summary>
    /// <param name="state">What <see cref="Save"/> gave.</param>
    /// <param name="steps">The steps that were done in the epoch.</param>
    public void Load(CheckpointState state, int steps)
    {
        Dispose();
        (taken, round, read) = (steps, (int)state.GetInt64("round"), (int)state.GetInt64("batches"));
        if (state.Contains("random")) set_rng_state(random = state.GetTensor("random").clone().DetachFromDisposeScope());
        batches = data.ReadFrom(Request(round), read).GetEnumerator();
    }

    public void Dispose()
    {
        batches?.Dispose();
        random?.Dispose();
        random = null;
    }

    private EpochRequest Request(int next) => new(next, options.BatchSize, options.Seed, Shuffle: true);

    private void Read(int next)
    {
        Dispose();
        (round, read) = (next, 0);
        // A source that draws its order from TorchSharp's generator has the same order again when the training goes on.
        if (options.Checkpoints is not null) random = get_rng_state().DetachFromDisposeScope();
        batches = data.Read(Request(next)).GetEnumerator();
    }
}
