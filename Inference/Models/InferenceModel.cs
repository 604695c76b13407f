namespace OnnxForge.Inference;

/// <summary>A loaded ONNX model, ready to run through ONNX Runtime.</summary>
/// <remarks>All members may be called from several threads at once. Dispose it when no more runs are wanted; runs that are under way end first.</remarks>
public sealed partial class InferenceModel : IDisposable
{
    private readonly InferenceOptions _options;
    private ModelSessions _sessions;
    private readonly object _turn = new();
    private volatile bool _disposed;

    private InferenceModel(ModelSource source, InferenceOptions? options)
    {
        _options = options ?? new InferenceOptions();
        _sessions = SessionFactory.Open(source, _options).Group;
        Loaded.Failed = OnRunFailed;
    }

    /// <summary>A run failed or took too long: raised on the run's thread, before the error reaches its caller. Cancelled runs, and inputs that do not fit the signature, are no failures.</summary>
    public event EventHandler<RunFailedEventArgs>? RunFailed;

    /// <summary>The inputs and outputs.</summary>
    public ModelSignature Signature => Loaded.Signature;

    /// <summary>The model's own key and value pairs, its metadata_props.</summary>
    public IReadOnlyDictionary<string, string> Metadata => Loaded.Metadata;

    /// <summary>What OnnxForge's exporter wrote about the model; null for files of others.</summary>
    /// <exception cref="InferenceException">An entry of the exporter's is damaged.</exception>
    public ModelOrigin? Origin => ModelOrigin.Read(Name, Metadata);

    /// <summary>Where the model runs, and why there.</summary>
    public ModelDevice Device => Loaded.Device;

    /// <summary>How error messages name the model: its quoted path, or "in memory" and its size.</summary>
    internal string Name => Loaded.Name;

    /// <summary>How measurements name the model: the file's name, or "memory".</summary>
    internal string Label => Loaded.Label;

    /// <summary>The sessions of the file that is loaded now.</summary>
    internal ModelSessions Sessions => Volatile.Read(ref _sessions);

    private ModelSession Loaded => Sessions.First;

    /// <summary>The first operator in the model, if any, whose kernel ends the process on a batch or a sequence of none; such a run is refused.</summary>
    internal string? EndsOnNothing => Loaded.EndsOnNothing;

    /// <summary>Loads a model from its file.</summary>
    /// <param name="path">The .onnx file; weights kept in files beside it are found there.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged, hostile or not supported, or ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InferenceException">An option is out of range, or the device is not there.</exception>
    public static InferenceModel Load(string path, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new InferenceModel(ModelSource.Of(path), options);
    }

    /// <summary>Loads a model from the bytes of its file, which may be freed afterwards.</summary>
    /// <param name="model">The file's bytes. A whole array is read in place; a part of one is copied first, as ONNX Runtime takes arrays only.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">The bytes are damaged, hostile or not supported, or ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InferenceException">An option is out of range, or the device is not there.</exception>
    public static InferenceModel Load(ReadOnlyMemory<byte> model, InferenceOptions? options = null) => new(ModelSource.Of(model), options);

    /// <summary>Loads a model from a stream, which is read from its position to its end and left open.</summary>
    /// <param name="model">The bytes of the file; it need not be able to seek.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">The bytes are damaged, hostile or not supported, or ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InferenceException">An option is out of range, or the device is not there.</exception>
    public static InferenceModel Load(Stream model, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new InferenceModel(ModelSource.Of(model), options);
    }

    /// <summary>Refuses the model where it does not fit code that was written for a signature. It fits where names and element types are the same, inputs take at least the sizes
    /// of the signature's, and outputs give no others: an open size may stand for a fixed one in an input, a fixed one for an open one in an output, and names of sizes may differ.</summary>
    /// <param name="expected">The signature that the code was written for.</param>
    /// <exception cref="SignatureMismatchException">The model does not fit.</exception>
    public void CheckSignature(ModelSignature expected)
    {
        ArgumentNullException.ThrowIfNull(expected);
        var session = Loaded;
        if (SignatureFit.Missing(expected, session.Signature) is { Count: > 0 } missing)
        {
            throw new SignatureMismatchException($"Signature of model {session.Name}", $"{expected}", $"{session.Signature}", $"Load a file with {string.Join(", ", missing)}, or build the code for this one");
        }
    }

    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">A tensor for each input by name. Numbers are read where they are: do not change them during the run.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <returns>A tensor for each output by name, in the model's order.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var session = Enter();
        try
        {
            return Named(session, session.Run(Ordered(session, inputs), cancellationToken));
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>Computes all outputs into memory of the caller's. Of models of numbers, up to 4 MiB in all, repeated runs of equal sizes allocate nothing.</summary>
    /// <param name="inputs">A tensor for each input, in the order of <see cref="Signature"/>.</param>
    /// <param name="outputs">Receives each output, in the order of <see cref="Signature"/>: tensors of the type and dims that the model gives.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <exception cref="SignatureMismatchException">An element type, rank or size differs from <see cref="Signature"/>, or an output has other dims than its tensor; no output is written then.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Run(ReadOnlySpan<TensorData> inputs, ReadOnlySpan<TensorData> outputs, CancellationToken cancellationToken = default)
    {
        var session = Enter();
        try
        {
            TensorRun.Run(session, inputs, outputs, cancellationToken);
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>Computes all outputs on a thread of the thread pool; the calling thread is not held up.</summary>
    /// <param name="inputs">A tensor for each input by name. Numbers are read where they are: do not change them during the run.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <returns>A tensor for each output by name, in the model's order.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>; thrown at the call.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed; thrown at the call.</exception>
    public Task<IReadOnlyDictionary<string, TensorData>> RunAsync(IReadOnlyDictionary<string, TensorData> inputs, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return OnThreadPool<TensorData[], IReadOnlyDictionary<string, TensorData>>(
            session => Ordered(session, inputs),
            (session, ordered) => Named(session, session.Run(ordered, cancellationToken)),
            cancellationToken);
    }

    /// <summary>Prepares repeated runs over the same memory: sizes are fixed, and a run allocates nothing and copies nothing.</summary>
    /// <param name="inputs">A tensor for each input by name. Its memory is read anew by every run until the binding is disposed; text is copied now.</param>
    /// <param name="outputs">A tensor for each output by name, which every run writes; null for new ones.</param>
    /// <param name="resident">Names of inputs and outputs that stay on a CUDA device between runs, such as a table that does not change: they are copied by
    /// <see cref="BoundRun.Upload"/> and <see cref="BoundRun.Download"/> alone. Null for none; on the CPU the caller's memory itself is used.</param>
    /// <returns>A binding that has run once. Dispose it; the model's native memory lives until then.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>, or an output has other dims than its tensor.</exception>
    /// <exception cref="InferenceException">The model has text outputs, a resident name is unknown, or ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public BoundRun Bind(IReadOnlyDictionary<string, TensorData> inputs, IReadOnlyDictionary<string, TensorData>? outputs = null, IReadOnlyCollection<string>? resident = null)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        var session = Enter(static sessions => sessions.TryBind());
        try
        {
            return new BoundRun(this, session, Ordered(session, inputs), outputs, resident, session.Device.CudaId is not null && (resident is { Count: > 0 } || session.Device.Graphs));
        }
        catch
        {
            session.Group.Unbind(session);
            throw;
        }
    }

    /// <summary>Runs once on zeros and empty texts, so that later calls find memory and algorithms ready.</summary>
    /// <param name="openSize">The size that every dim takes that the signature leaves open, such as the rows of the batches to come.</param>
    /// <param name="cancellationToken">Stops the run between two of its operators; the model can run again afterwards.</param>
    /// <exception cref="InferenceException">The model cannot compute with zeros, or took longer than its limit.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public void Warm(int openSize = 1, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(openSize);
        var session = Enter();
        try
        {
            session.Warm(openSize, cancellationToken);
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_disposed, this);

    /// <summary>Computes all outputs from checked inputs; both in the order of the signature.</summary>
    internal TensorData[] Run(TensorData[] inputs)
    {
        var session = Enter();
        try
        {
            return session.Run(inputs, CancellationToken.None);
        }
        finally
        {
            session.Uses.Exit();
        }
    }

    /// <summary>A session of the file that is loaded now, which stays until the use ends.</summary>
    private ModelSession Enter() => Enter(static sessions => sessions.TryEnter());

    private ModelSession Enter(Func<ModelSessions, ModelSession?> enter)
    {
        while (true)
        {
            if (enter(Sessions) is { } session)
            {
                return session;
            }

            ThrowIfDisposed();
        }
    }

    private void OnRunFailed(InferenceException error) => RunFailed?.Invoke(this, new RunFailedEventArgs(error));

    private Task<TResult> OnThreadPool<TInputs, TResult>(Func<ModelSession, TInputs> check, Func<ModelSession, TInputs, TResult> run, CancellationToken cancellationToken)
    {
        var session = Enter();
        try
        {
            var inputs = check(session);
            var result = Task.Run(() => run(session, inputs), cancellationToken);
            result.ContinueWith(static (_, session) => ((ModelSession)session!).Uses.Exit(), session, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            return result;
        }
        catch
        {
            session.Uses.Exit();
            throw;
        }
    }

    private static TensorData[] Ordered(ModelSession session, IReadOnlyDictionary<string, TensorData> inputs) =>
        SignatureCheck.Ordered(session.Title, session.Signature.Inputs, inputs);

    private static Dictionary<string, TensorData> Named(ModelSession session, TensorData[] outputs)
    {
        var named = new Dictionary<string, TensorData>(outputs.Length, StringComparer.Ordinal);
        for (var i = 0; i < outputs.Length; i++)
        {
            named.Add(session.OutputNames[i], outputs[i]);
        }

        return named;
    }
}
