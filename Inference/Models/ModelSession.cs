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
            Device = device;
            TimeLimit = timeLimit;
            Signature = SignatureReader.Read(session, path, $"Model {name}");
            Metadata = new ReadOnlyDictionary<string, string>(session.ModelMetadata.CustomMetadataMap);
            InputNames = [.. Signature.Inputs.Select(input => input.Name)];
            OutputNames = [.. Signature.Outputs.Select(output => output.Name)];
            Rows = new RowShape(Signature, $"model {name}");
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
        try
        {
            return _session.Run(guard.Options, InputNames, inputs, OutputNames);
        }
        catch (OnnxRuntimeException error)
        {
            throw guard.Explain(error);
        }
    }

    /// <summary>As <see cref="Run(OrtValue[], CancellationToken)"/>; outputs stay on the device that makes them where <paramref name="inPlace"/> says so, and come to the CPU's memory elsewhere.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, ReadOnlySpan<bool> inPlace, CancellationToken cancellationToken)
    {
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
        try
        {
            return _session.RunWithBoundResults(guard.Options, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw guard.Explain(error);
        }
    }

    public void Run(OrtIoBinding binding, CancellationToken cancellationToken)
    {
        using var guard = new RunGuard(this, cancellationToken);
        try
        {
            _session.RunWithBinding(guard.Options, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw guard.Explain(error);
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
    public void Warm(int openSize)
    {
        var inputs = Signature.Inputs.Select(input =>
        {
            long[] dims = [.. input.Dims.Select(dim => dim.Size ?? openSize)];
            return input.Type == ElementType.String ? TensorData.Create(Enumerable.Repeat("", checked((int)TensorShape.Count(dims)!.Value)).ToArray(), dims) : TensorData.Allocate(input.Type, dims);
        });
        Run([.. inputs], CancellationToken.None);
    }

    private void Free()
    {
        Pooled.Dispose();
        Stops.Dispose();
        _session.Dispose();
        RunOptions.Dispose();
    }
}
