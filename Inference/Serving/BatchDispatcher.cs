using System.Diagnostics;
using System.Threading.Channels;

namespace OnnxForge.Inference;

/// <summary>Gathers requests that come at the same time into batches: a model computes many rows together much faster than one by one.</summary>
/// <remarks>All members may be called from several threads at once. Each request has its own answer, error and cancellation: a row that the model cannot compute fails
/// alone. A request waits for the batch that runs, the requests before it, and <see cref="BatchOptions.MaxDelay"/>. Dispose it before the model; what waits is answered first.</remarks>
public sealed class BatchDispatcher : IAsyncDisposable, IDisposable
{
    private readonly IRunnable _model;
    private readonly BatchOptions _options;
    private readonly Channel<BatchRequest> _queue;
    private readonly Task _work;
    private BatchRequest? _next;

    /// <summary>Starts a dispatcher.</summary>
    /// <param name="model">A model whose inputs and outputs all have the rows as their first dim, open in the signature. It stays the caller's.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="InferenceException">The model has other inputs or outputs, or an option is out of range.</exception>
    public BatchDispatcher(InferenceModel model, BatchOptions? options = null)
        : this((IRunnable)model, options)
    {
    }

    /// <summary>Starts a dispatcher.</summary>
    /// <param name="model">A pipeline or an ensemble whose inputs and outputs all have the rows as their first dim, open in the signature.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="InferenceException">The model has other inputs or outputs, or an option is out of range.</exception>
    public BatchDispatcher(CombinedModel model, BatchOptions? options = null)
        : this((IRunnable)model, options)
    {
    }

    private BatchDispatcher(IRunnable model, BatchOptions? options)
    {
        ArgumentNullException.ThrowIfNull(model);
        _options = options ?? new BatchOptions();
        _options.Check();
        var (inputs, outputs) = (model.Signature.Inputs, model.Signature.Outputs);
        if (inputs.Count == 0 || inputs.Concat(outputs).Any(tensor => tensor.Dims.Count == 0 || tensor.Dims[0].Size is not null || tensor.Dims[0].Symbol != inputs[0].Dims[0].Symbol))
        {
            throw new InferenceException(
                $"Dispatcher of {model.Title}", "inputs and outputs whose first dim is the same open size, such as batch", $"{model.Signature}", "Export the model with a dynamic batch, or call it without a dispatcher");
        }

        _model = model;
        _queue = Channel.CreateBounded<BatchRequest>(new BoundedChannelOptions(_options.QueueCapacity) { SingleReader = true });
        _work = Task.Run(WorkAsync);
        Instruments.Enter(this);
    }

    /// <summary>A request found the queue full: raised on its thread, before it waits or is refused.</summary>
    public event EventHandler? QueueFull;

    internal string ModelLabel => _model.Label;

    internal int QueueLength => _queue.Reader.Count;

    /// <summary>Computes all outputs, in a batch with what others ask for at the same time.</summary>
    /// <param name="inputs">A tensor for each input by name, [rows, ...]; do not change them before the answer.</param>
    /// <param name="cancellationToken">Ends the wait; others in the batch are not touched.</param>
    /// <returns>A tensor for each output by name, [rows, ...], in the model's order.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from the model's signature.</exception>
    /// <exception cref="QueueFullException">The queue is full, and <see cref="BatchOptions.WhenFull"/> is <see cref="QueueFullMode.Reject"/>.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The dispatcher or the model was disposed.</exception>
    public async Task<IReadOnlyDictionary<string, TensorData>> RunAsync(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var ordered = SignatureCheck.Ordered(_model.Title, _model.Signature.Inputs, inputs);
        var outputs = await AnswerAsync(ordered, cancellationToken).ConfigureAwait(false);
        return _model.Signature.Outputs.Zip(outputs).ToDictionary(pair => pair.First.Name, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>Predicts rows with a model of one float32 input and one float32 output, in a batch with what others ask for at the same time.</summary>
    /// <param name="rows">One row or more, one after another; do not change them before the answer.</param>
    /// <param name="cancellationToken">Ends the wait; others in the batch are not touched.</param>
    /// <returns>The output's elements in row-major order.</returns>
    /// <exception cref="SignatureMismatchException">The model has other element types, or the values are no whole number of rows.</exception>
    /// <exception cref="QueueFullException">The queue is full, and <see cref="BatchOptions.WhenFull"/> is <see cref="QueueFullMode.Reject"/>.</exception>
    /// <exception cref="InferenceException">The model has other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="OperationCanceledException">The request was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The dispatcher or the model was disposed.</exception>
    public async Task<float[]> PredictAsync(ReadOnlyMemory<float> rows, CancellationToken cancellationToken = default)
    {
        var input = TensorData.Create(rows.ToArray(), _model.DimsOfRows<float, float>(rows.Length));
        var outputs = await AnswerAsync([input], cancellationToken).ConfigureAwait(false);
        return outputs[0].AsSpan<float>().ToArray();
    }

    /// <summary>Answers what waits, and refuses what comes later.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _work.ConfigureAwait(false);
        Instruments.Leave(this);
    }

    /// <summary>As <see cref="DisposeAsync"/>, and holds up the calling thread until what waits is answered.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task<TensorData[]> AnswerAsync(TensorData[] inputs, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var request = new BatchRequest(inputs, cancellationToken);
        if (!_queue.Writer.TryWrite(request))
        {
            await EnterFullQueueAsync(request, cancellationToken).ConfigureAwait(false);
        }

        return await request.Answer.ConfigureAwait(false);
    }

    private async Task EnterFullQueueAsync(BatchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var room = _queue.Writer.WaitToWriteAsync(cancellationToken);

            // It may complete at any moment: what is told and what is done must be of one look.
            var full = !room.IsCompleted;
            if (full)
            {
                QueueFull?.Invoke(this, EventArgs.Empty);
            }

            if (full && _options.WhenFull == QueueFullMode.Reject)
            {
                var error = new QueueFullException($"Dispatcher of {_model.Title}", $"at most {_options.QueueCapacity} requests that wait", "one more", "Try again later, raise BatchOptions.QueueCapacity, or wait for room with QueueFullMode.Wait");
                Instruments.CountFailure(ModelLabel, error);
                throw error;
            }

            ObjectDisposedException.ThrowIf(!await room.ConfigureAwait(false), this);
            await _queue.Writer.WriteAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(typeof(BatchDispatcher).FullName);
        }
        catch
        {
            request.Abandon();
            throw;
        }
    }

    private async Task WorkAsync()
    {
        // The work belongs to no span of whoever happens to start it.
        Activity.Current = null;
        var batch = new List<BatchRequest>();
        while (_next is not null || await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync(batch).ConfigureAwait(false);
            while (batch.Count > 0)
            {
                var alike = batch.FindAll(batch[0].FitsWith);
                batch.RemoveAll(alike.Contains);
                Start(alike);
            }
        }
    }

    private async Task GatherAsync(List<BatchRequest> batch)
    {
        var rows = 0L;
        var end = Environment.TickCount64 + (long)_options.MaxDelay.TotalMilliseconds;
        do
        {
            while (_next is { } request || _queue.Reader.TryRead(out request))
            {
                _next = null;
                if (request.Answer.IsCompleted)
                {
                    continue;
                }

                if (rows > 0 && rows + request.Rows > _options.MaxBatchSize)
                {
                    _next = request;
                    return;
                }

                batch.Add(request);
                rows += request.Rows;
            }
        }
        while (batch.Count > 0 && rows < _options.MaxBatchSize && end - Environment.TickCount64 is > 0 and var left && await MoreComesAsync(left).ConfigureAwait(false));
    }

    private async Task<bool> MoreComesAsync(long milliseconds)
    {
        using var delay = new CancellationTokenSource((int)milliseconds);
        try
        {
            return await _queue.Reader.WaitToReadAsync(delay.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private void Start(List<BatchRequest> requests)
    {
        using var span = BatchWatch.Start(ModelLabel, requests);
        Run(requests);
    }

    private void Run(List<BatchRequest> requests)
    {
        try
        {
            if (requests.Count == 1)
            {
                requests[0].Succeed(_model.Run(requests[0].Inputs));
                return;
            }

            var outputs = _model.Run(BatchRows.Join(requests));
            var rows = requests.Sum(request => request.Rows);
            if (Array.Find(outputs, output => output.Shape.IsEmpty || output.Shape[0] != rows) is { } other)
            {
                throw new InferenceException($"Dispatcher of {_model.Title}", $"outputs of {rows} rows, as the inputs have", $"{other}", "Call this model without a dispatcher");
            }

            var first = 0L;
            foreach (var request in requests)
            {
                request.Succeed(Array.ConvertAll(outputs, output => BatchRows.Part(output, first, request.Rows)));
                first += request.Rows;
            }
        }
        catch (InferenceException error) when (requests.Count > 1 && error is not InferenceTimeoutException)
        {
            // One row that cannot be computed must not fail the others.
            requests.ForEach(request => Run([request]));
        }
        catch (Exception error)
        {
            // Whatever it was, it is the callers' to see, and the next batch has nothing to do with it.
            requests.ForEach(request => request.Fail(error));
        }
    }
}
