using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One loaded file: ONNX Runtime's session, what it takes and gives, and what is kept ready to run it. The last user frees it.</summary>
internal sealed class ModelSession
{
    private readonly InferenceSession _session;

    /// <param name="session">Owned from now on, also when this fails.</param>
    /// <param name="path">The path given to load, if any.</param>
    /// <param name="name">How error messages name the model.</param>
    /// <param name="device">Where the session runs.</param>
    /// <param name="timeLimit">The longest that a run may take.</param>
    public ModelSession(InferenceSession session, string? path, string name, ModelDevice device, TimeSpan? timeLimit)
    {
        try
        {
            _session = session;
            Name = name;
            Label = path is null ? "memory" : Path.GetFileName(path);
            SpanName = $"run {Label}";
            Device = device;
            TimeLimit = timeLimit;
            Signature = SignatureReader.Read(session, path, $"Model {name}");
            Metadata = new ReadOnlyDictionary<string, string>(session.ModelMetadata.CustomMetadataMap);
            InputNames = [.. Signature.Inputs.Select(input => input.Name)];
            OutputNames = [.. Signature.Outputs.Select(output => output.Name)];
            Rows = new RowShape(this);
            Pooled = new PooledRuns(this);
            RunOptions = new RunOptions();
            Uses = new UseCounter(Free);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The quoted path, or "in memory" and the size.</summary>
    public string Name { get; }

    /// <summary>How measurements name the model: the file's name, or "memory".</summary>
    public string Label { get; }

    public string SpanName { get; }

    /// <summary>Is told why a run gave nothing; cancelled runs are none.</summary>
    public Action<InferenceException>? Failed { get; set; }

    public ModelSignature Signature { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public ModelDevice Device { get; }

    public TimeSpan? TimeLimit { get; }

    public string[] InputNames { get; }

    public string[] OutputNames { get; }

    public RowShape Rows { get; }

    public PooledRuns Pooled { get; }

    /// <summary>The options of runs that nothing stops; shared by all of them.</summary>
    public RunOptions RunOptions { get; }

    public Pool<RunStop> Stops { get; } = new(capacity: 2 * Environment.ProcessorCount);

    public UseCounter Uses { get; }

    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, CancellationToken cancellationToken)
    {
        using var guard = new RunGuard(this, cancellationToken);
        var watch = RunWatch.Start(this);
        try
        {
            var outputs = _session.Run(guard.Options, InputNames, inputs, OutputNames);
            watch.Succeed();
            return outputs;
        }
        catch (OnnxRuntimeException error)
        {
            throw Report(watch, guard.Explain(error));
        }
    }

    /// <param name="binding">The inputs and outputs.</param>
    /// <param name="hasSecondTry">Whether the caller computes in another way what cannot be computed so: it is no failure then.</param>
    /// <param name="cancellationToken">Stops the run.</param>
    public void Run(OrtIoBinding binding, bool hasSecondTry, CancellationToken cancellationToken)
    {
        using var guard = new RunGuard(this, cancellationToken);
        var watch = RunWatch.Start(this);
        try
        {
            _session.RunWithBinding(guard.Options, binding);
            watch.Succeed();
        }
        catch (OnnxRuntimeException error)
        {
            var explained = guard.Explain(error);
            if (hasSecondTry && explained is InferenceException and not InferenceTimeoutException)
            {
                watch.Forget();
                throw explained;
            }

            throw Report(watch, explained);
        }
    }

    /// <summary>Runs over inputs that were checked, each where it lies.</summary>
    public TensorData[] Run(ReadOnlySpan<TensorData> inputs, CancellationToken cancellationToken)
    {
        var pinned = PinnedTensor.PinAll(inputs);
        try
        {
            using var outputs = Run(Array.ConvertAll(pinned, input => input.Value), cancellationToken);
            return [.. outputs.Select(OutputReader.Read)];
        }
        finally
        {
            PinnedTensor.DisposeAll(pinned);
        }
    }

    /// <summary>Runs once on zeros and empty texts.</summary>
    public void Warm(int openSize, CancellationToken cancellationToken)
    {
        var inputs = Signature.Inputs.Select(input =>
        {
            long[] dims = [.. input.Dims.Select(dim => dim.Size ?? openSize)];
            return input.Type == ElementType.String ? TensorData.Create(Enumerable.Repeat("", checked((int)TensorShape.Count(dims)!.Value)).ToArray(), dims) : TensorData.Allocate(input.Type, dims);
        });
        Run([.. inputs], cancellationToken);
    }

    private Exception Report(RunWatch watch, Exception error)
    {
        watch.Fail(error);
        if (error is InferenceException failure)
        {
            Instruments.CountFailure(Label, failure);
            Failed?.Invoke(failure);
        }

        return error;
    }

    private void Free()
    {
        Pooled.Dispose();
        Stops.Dispose();
        _session.Dispose();
        RunOptions.Dispose();
    }
}
