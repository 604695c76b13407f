using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>One loaded file: ONNX Runtime's session, what it takes and gives, and what is kept ready to run it. The last user frees it.</summary>
internal sealed class ModelSession
{
    private readonly InferenceSession _session;
    private readonly string? _recurrent;

    /// <param name="session">Owned from now on, also when this fails.</param>
    /// <param name="model">What it was opened from.</param>
    /// <param name="device">Where the session runs.</param>
    /// <param name="timeLimit">The longest that a run may take.</param>
    public ModelSession(InferenceSession session, AdmittedModel model, ModelDevice device, TimeSpan? timeLimit)
    {
        try
        {
            _session = session;
            _recurrent = model.Recurrent;
            Name = model.Source.Name;
            Device = device;
            TimeLimit = timeLimit;
            Signature = SignatureReader.Read(session, model.Source.Path, $"Model {Name}");
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

    /// <summary>Runs over inputs wherever they are; a binding is made only of sizes that were run here first.</summary>
    public IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs, CancellationToken cancellationToken)
    {
        RefuseNothing(inputs);
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

    // an exception would come too late: the process would be gone
    private void RefuseNothing(OrtValue[] inputs)
    {
        for (var i = 0; _recurrent is not null && i < inputs.Length; i++)
        {
            var sizes = inputs[i].GetTensorTypeAndShape().Shape;
            var signature = Signature.Inputs[i];
            if (sizes.Where((size, d) => size == 0 && signature.Dims.ElementAtOrDefault(d).Size is null).Any())
            {
                throw new InferenceException($"Run of model {Name}", $"sizes of at least 1, as ONNX Runtime's {_recurrent} ends the process on nothing", $"{signature.Name} {TensorShape.Text(sizes)}", "Leave the run out where there is no row, or no step");
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
