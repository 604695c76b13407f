using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using static TorchSharp.torch;

namespace OnnxForge.Authoring;

/// <summary>A source whose batches are made on a thread of their own, ahead of the training. An error of the source comes out at the step that would have had its batch;
/// a training that ends early ends the thread.</summary>
/// <param name="source">Where the batches come from; it is read by one thread at a time, which is not the training's.</param>
/// <param name="batches">How many batches are made ahead, 1 or more, default 4; so many are in memory beside the one in use.</param>
/// <exception cref="ConfigException">batches is below 1.</exception>
public sealed class Prefetched(DataSource source, int batches = 4) : DataSource
{
    private readonly int batches = batches >= 1 ? batches : throw new ConfigException(nameof(Prefetched), "1 or more batches", $"{batches}", "Give a number of 1 or more.");

    /// <inheritdoc/>
    public override int? CountSteps(int batchSize) => source.CountSteps(batchSize);

    /// <inheritdoc/>
    public override IEnumerable<Batch> Read(EpochRequest request) => Ahead(() => source.Read(request));

    /// <inheritdoc/>
    public override IEnumerable<Batch> ReadFrom(EpochRequest request, int batches) => Ahead(() => source.ReadFrom(request, batches));

    internal override string Describe() => source.Describe();

    private IEnumerable<Batch> Ahead(Func<IEnumerable<Batch>> read)
    {
        using var ready = new BlockingCollection<Prepared>(batches);
        using var ended = new CancellationTokenSource();
        var producer = new Thread(() => Produce(read, ready, ended.Token)) { IsBackground = true, Name = nameof(Prefetched) };
        producer.Start();
        try
        {
            foreach (var prepared in ready.GetConsumingEnumerable())
            {
                prepared.Error?.Throw();
                foreach (var tensor in prepared.Made) HandOver.Take(tensor);
                yield return prepared.Batch!;
            }
        }
        finally
        {
            ended.Cancel();
            producer.Join();
            while (ready.TryTake(out var unused)) unused.Dispose();
        }
    }

    internal override void Check(string where) => source.Check(where);

    internal override void CheckValues(string where) => source.CheckValues(where);

    internal override (DataSource First, DataSource Last)? Split(double lastFraction) =>
        source.Split(lastFraction) is var (first, last) ? (new Prefetched(first, batches), new Prefetched(last, batches)) : null;

    private static void Produce(Func<IEnumerable<Batch>> read, BlockingCollection<Prepared> ready, CancellationToken ended)
    {
        try
        {
            using var reader = read().GetEnumerator();
            while (!ended.IsCancellationRequested && Next(reader) is { } prepared) Hand(prepared, ready, ended);
        }
        catch (Exception error)
        {
            // Nobody asks any more for what an ended training would have read.
            if (!ended.IsCancellationRequested) Hand(new Prepared(null, [], ExceptionDispatchInfo.Capture(error)), ready, ended);
        }
        finally
        {
            ready.CompleteAdding();
        }
    }

    // Waits for room; a training that has ended makes none.
    private static void Hand(Prepared prepared, BlockingCollection<Prepared> ready, CancellationToken ended)
    {
        try
        {
            ready.Add(prepared, ended);
        }
        catch (OperationCanceledException)
        {
            prepared.Dispose();
        }
    }

    // What the source made for this batch leaves this thread's scope; what it had before stays its own.
    private static Prepared? Next(IEnumerator<Batch> reader)
    {
        using var scope = NewDisposeScope();
        if (!reader.MoveNext()) return null;
        var made = reader.Current.Tensors.Distinct(ReferenceEqualityComparer.Instance).Cast<Tensor>().Where(tensor => scope.Contains(tensor)).ToList();
        foreach (var tensor in made) tensor.DetachFromDisposeScope();
        return new Prepared(reader.Current, made, null);
    }

    private sealed record Prepared(Batch? Batch, IReadOnlyList<Tensor> Made, ExceptionDispatchInfo? Error) : IDisposable
    {
        public void Dispose()
        {
            foreach (var tensor in Made) tensor.Dispose();
        }
    }
}
