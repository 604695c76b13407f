using System.Collections.ObjectModel;
using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One loaded file: ONNX Runtime's session, what it takes and gives, and what is kept ready to run it. The last user frees it.</summary>
internal sealed class ModelSession
{
    private readonly InferenceSession _session;
    private IDeviceCopy? _copy;
    private int _graphs;
    private int _running;

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
            (Name, Title) = (name, $"model {name}");
            Label = path is null ? "memory" : Path.GetFileName(path);
            SpanName = $"run {Label}";
            Device = device;
            TimeLimit = timeLimit;
            Signature = SignatureReader.Read(session, path, $"Model {name}");
            Metadata = new ReadOnlyDictionary<string, string>(session.ModelMetadata.CustomMetadataMap);
            InputNames = [.. Signature.Inputs.Select(input => input.Name)];
            OutputNames = [.. Signature.Outputs.Select(output => output.Name)];
            TakesText = Signature.Inputs.Any(input => input.Type == ElementType.String);
            Rows = new RowShape(Signature, Title);
            Pooled = new PooledRuns(this);
            RunOptions = NewRunOptions();
            Uses = new UseCounter(Free);
            Group = new ModelSessions(this);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The quoted path, or "in memory" and the size.</summary>
    public string Name { get; }

    /// <summary>The same after the word model.</summary>
    public string Title { get; }

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

    public bool TakesText { get; }

    public RowShape Rows { get; }

    public PooledRuns Pooled { get; }

    /// <summary>The options of runs that nothing stops; shared by all of them.</summary>
    public RunOptions RunOptions { get; }

    public Pool<RunStop> Stops { get; } = new(capacity: 2 * Environment.ProcessorCount);

    public UseCounter Uses { get; }

    /// <summary>All sessions of the same file, this one among them.</summary>
    public ModelSessions Group { get; set; }

    /// <summary>Bindings that run here; the group's to count.</summary>
    public int Bindings { get; set; }

    public bool IsBusy => Volatile.Read(ref _running) > 0;

    /// <summary>The first operator in the model, if any, whose kernel ends the process on a batch or a sequence of none.</summary>
    public string? EndsOnNothing { get; init; }

    /// <summary>How tensors come to a device of its own and back; null for the CPU and devices that are not CUDA's. Bindings alone need it.</summary>
    public IDeviceCopy? DeviceCopy
    {
        get => _copy ??= Device.CudaId is { } id ? new CudaCopy(id) : null;
        init => _copy = value;
    }

    /// <summary>New options of runs. Where the model has CUDA graphs, runs of the same number are recorded as one, and those without are not.</summary>
    public RunOptions NewRunOptions(int? graph = null)
    {
        var options = new RunOptions();
        if (Device.Graphs)
        {
            options.AddRunConfigEntry("gpu_graph_id", (graph ?? -1).ToString(CultureInfo.InvariantCulture));
        }

        return options;
    }

    /// <summary>The options of the runs of a new binding, which have a CUDA graph of their own.</summary>
    public RunOptions NewBindingOptions() => NewRunOptions(Interlocked.Increment(ref _graphs));

    /// <summary>The tensors of a binding: in the device's memory where that is where the session wants or makes them, else the caller's own.</summary>
    /// <param name="inputs">Whether these are the inputs.</param>
    /// <param name="tensors">The caller's.</param>
    /// <param name="resident">The names of those that are copied only when asked.</param>
    /// <param name="bound">Receives them, one after another, so that all are known when one fails.</param>
    public void Place(bool inputs, TensorData[] tensors, IReadOnlyCollection<string> resident, List<BoundTensor> bound)
    {
        using var places = inputs ? _session.GetMemoryInfosForInputs() : _session.GetMemoryInfosForOutputs();
        var names = inputs ? InputNames : OutputNames;
        for (var i = 0; i < tensors.Length; i++)
        {
            bound.Add(tensors[i].Type != ElementType.String && DeviceCopy is { } copy && copy.Reaches(places[i])
                ? new BoundTensor(tensors[i], new OrtAllocator(_session, places[i]), copy, resident.Contains(names[i]))
                : new BoundTensor(tensors[i]));
        }
    }

    /// <returns>The time where it meets another run and another session can be made, for <see cref="EndRun"/>; else 0.</returns>
    public long BeginRun() => Interlocked.Increment(ref _running) > 1 && Group.CanGrow ? Stopwatch.GetTimestamp() : 0;

    public void EndRun(long met)
    {
        Interlocked.Decrement(ref _running);
        if (met != 0 && Stopwatch.GetElapsedTime(met) <= ModelSessions.ShortRun)
        {
            Group.Grow();
        }
    }

    public OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    /// <summary>Runs over inputs wherever they are; a binding is made only of sizes that were run here first.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, CancellationToken cancellationToken)
    {
        RefuseNothing(inputs);
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

    /// <summary>As <see cref="Run(OrtValue[], CancellationToken)"/>; outputs stay on the device that makes them where <paramref name="inPlace"/> says so, and come to the CPU's memory elsewhere.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, ReadOnlySpan<bool> inPlace, CancellationToken cancellationToken)
    {
        RefuseNothing(inputs);
        using var binding = CreateBinding();
        using var places = _session.GetMemoryInfosForOutputs();
        for (var i = 0; i < inputs.Length; i++)
        {
            binding.BindInput(InputNames[i], inputs[i]);
        }

        for (var i = 0; i < OutputNames.Length; i++)
        {
            binding.BindOutputToDevice(OutputNames[i], inPlace[i] ? places[i] : OrtMemoryInfo.DefaultInstance);
        }

        using var guard = new RunGuard(this, cancellationToken);
        var watch = RunWatch.Start(this);
        try
        {
            var outputs = _session.RunWithBoundResults(guard.Options, binding);
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
    /// <param name="own">The caller's own options of the run; null for those that the session keeps.</param>
    public void Run(OrtIoBinding binding, bool hasSecondTry, CancellationToken cancellationToken, RunOptions? own = null)
    {
        using var guard = new RunGuard(this, cancellationToken, own);
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

    /// <summary>Runs over inputs that were checked.</summary>
    public TensorData[] Run(ReadOnlySpan<TensorData> inputs, CancellationToken cancellationToken) => TensorRun.Run(this, inputs, cancellationToken);

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

    // an exception would come too late: the process would be gone
    private void RefuseNothing(OrtValue[] inputs)
    {
        for (var i = 0; EndsOnNothing is not null && i < inputs.Length; i++)
        {
            var sizes = inputs[i].GetTensorTypeAndShape().Shape;
            var signature = Signature.Inputs[i];
            if (sizes.Where((size, d) => size == 0 && signature.Dims.ElementAtOrDefault(d).Size is null).Any())
            {
                throw new InferenceException($"Run of model {Name}", $"sizes of at least 1, as ONNX Runtime's {EndsOnNothing} ends the process on nothing", $"{signature.Name} {TensorShape.Text(sizes)}", "Leave the run out where there is no row, or no step");
            }
        }
    }

    private void Free()
    {
        Pooled.Dispose();
        Stops.Dispose();
        _session.Dispose();
        RunOptions.Dispose();
    }
}
