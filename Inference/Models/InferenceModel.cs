using System.Collections.ObjectModel;
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>A loaded ONNX model, ready to run on the CPU through ONNX Runtime.</summary>
/// <remarks>All members may be called from several threads at once. Dispose it when no more runs are wanted; runs that are under way end first.</remarks>
public sealed class InferenceModel : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions;
    private readonly UseCounter _uses;
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;
    private readonly FloatRows _rows;

    private InferenceModel(InferenceSession session, string? path, string name)
    {
        Name = name;
        _session = session;
        _runOptions = new RunOptions();
        _uses = new UseCounter(this, Free);
        try
        {
            Signature = SignatureReader.Read(session, path, $"Model {name}");
            Metadata = new ReadOnlyDictionary<string, string>(session.ModelMetadata.CustomMetadataMap);
            _inputNames = [.. Signature.Inputs.Select(input => input.Name)];
            _outputNames = [.. Signature.Outputs.Select(output => output.Name)];
            _rows = new FloatRows(name, Signature);
        }
        catch
        {
            _uses.Close();
            throw;
        }
    }

    /// <summary>The inputs and outputs.</summary>
    public ModelSignature Signature { get; }

    /// <summary>The model's own key and value pairs, its metadata_props.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>How error messages name the model: its quoted path, or "in memory" and its size.</summary>
    internal string Name { get; }

    /// <summary>Loads a model from its file.</summary>
    /// <param name="path">The .onnx file; weights kept in files beside it are found there.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">The file is missing, damaged or not supported, or ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InferenceException">An option is out of range.</exception>
    public static InferenceModel Load(string path, InferenceOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        return new InferenceModel(SessionFactory.Open(path, Checked(options)), path, $"'{path}'");
    }

    /// <summary>Loads a model from the bytes of its file, which may be freed afterwards.</summary>
    /// <param name="model">The file's bytes. A whole array is read in place; a part of one is copied first, as ONNX Runtime takes arrays only.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ModelLoadException">The bytes are damaged or not supported, or ONNX Runtime's native library is missing.</exception>
    /// <exception cref="InferenceException">An option is out of range.</exception>
    public static InferenceModel Load(ReadOnlyMemory<byte> model, InferenceOptions? options = null)
    {
        var bytes = MemoryMarshal.TryGetArray(model, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : model.ToArray();
        return new InferenceModel(SessionFactory.Open(bytes, Checked(options)), null, $"in memory ({bytes.Length} bytes)");
    }

    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">A tensor for each input by name. Numbers are read where they are: do not change them during the run.</param>
    /// <returns>A tensor for each output by name, in the model's order.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>.</exception>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public IReadOnlyDictionary<string, TensorData> Run(IReadOnlyDictionary<string, TensorData> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _uses.Enter();
        try
        {
            SignatureCheck.Check($"Inputs of model {Name}", Signature.Inputs, inputs);
            var pinned = PinnedTensor.PinAll(Signature.Inputs, inputs);
            try
            {
                return RunPinned(pinned);
            }
            finally
            {
                PinnedTensor.DisposeAll(pinned);
            }
        }
        finally
        {
            _uses.Exit();
        }
    }

    /// <summary>Predicts rows with a model of one float32 input [batch, ...] and one float32 output; the row's sizes are fixed in the model.</summary>
    /// <param name="rows">The rows one after another.</param>
    /// <returns>The output's elements in row-major order.</returns>
    /// <exception cref="SignatureMismatchException">The values are no whole number of rows, or not as many rows as the model fixes.</exception>
    /// <exception cref="InferenceException">The model has other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public float[] Predict(ReadOnlySpan<float> rows)
    {
        using var run = new FloatRun(this, rows);
        return run.Output.ToArray();
    }

    /// <summary>As <see cref="Predict(ReadOnlySpan{float})"/>, into memory of the caller's.</summary>
    /// <param name="rows">The rows one after another.</param>
    /// <param name="predictions">Receives the output's elements; it may be longer.</param>
    /// <returns>The number of elements written.</returns>
    /// <exception cref="SignatureMismatchException">The values are no whole number of rows, or not as many rows as the model fixes.</exception>
    /// <exception cref="InferenceException"><paramref name="predictions"/> is too short (it stays as it is), the model has other inputs or outputs, or ONNX Runtime could not compute them.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public int Predict(ReadOnlySpan<float> rows, Span<float> predictions)
    {
        using var run = new FloatRun(this, rows);
        var output = run.Output;
        if (output.Length > predictions.Length)
        {
            throw new InferenceException($"Predictions of model {Name}", $"room for {output.Length} values", $"room for {predictions.Length}", "Give a longer span");
        }

        output.CopyTo(predictions);
        return output.Length;
    }

    /// <summary>Prepares repeated runs over the same memory: sizes are fixed, and a run allocates nothing.</summary>
    /// <param name="inputs">A tensor for each input by name. Its memory is read anew by every run until the binding is disposed; text is copied now.</param>
    /// <returns>A binding that has run once. Dispose it; the model's native memory lives until then.</returns>
    /// <exception cref="SignatureMismatchException">A name, element type, rank or size differs from <see cref="Signature"/>.</exception>
    /// <exception cref="InferenceException">The model has text outputs, or ONNX Runtime could not compute the outputs.</exception>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public BoundRun Bind(IReadOnlyDictionary<string, TensorData> inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _uses.Enter();
        try
        {
            SignatureCheck.Check($"Inputs of model {Name}", Signature.Inputs, inputs);
            return new BoundRun(this, inputs);
        }
        catch
        {
            _uses.Exit();
            throw;
        }
    }

    /// <summary>Frees the model, once no run and no binding uses it any more; later calls of Run, Predict and Bind fail.</summary>
    public void Dispose() => _uses.Close();

    internal UseCounter Uses => _uses;

    internal OrtIoBinding CreateBinding() => _session.CreateIoBinding();

    internal IReadOnlyDictionary<string, TensorData> RunPinned(PinnedTensor[] inputs)
    {
        using var outputs = RunSession(Array.ConvertAll(inputs, input => input.Value));
        var results = new Dictionary<string, TensorData>(_outputNames.Length, StringComparer.Ordinal);
        for (var i = 0; i < _outputNames.Length; i++)
        {
            results.Add(_outputNames[i], OutputReader.Read(outputs[i]));
        }

        return results;
    }

    internal void RunBinding(OrtIoBinding binding)
    {
        try
        {
            _session.RunWithBinding(_runOptions, binding);
        }
        catch (OnnxRuntimeException error)
        {
            throw RunFailed(error);
        }
    }

    internal long[] ShapeOfRows(int values) => _rows.Shape(values);

    internal IDisposableReadOnlyCollection<OrtValue> RunSession(OrtValue[] inputs)
    {
        try
        {
            return _session.Run(_runOptions, _inputNames, inputs, _outputNames);
        }
        catch (OnnxRuntimeException error)
        {
            throw RunFailed(error);
        }
    }

    private InferenceException RunFailed(OnnxRuntimeException error) => new(
        $"Run of model {Name}", "inputs that the model can compute with", error.Message.Trim().TrimEnd('.'), "Check sizes and values of the inputs against the operator that the message names", error);

    private static InferenceOptions Checked(InferenceOptions? options)
    {
        options ??= new InferenceOptions();
        return options.Threads is < 1
            ? throw new InferenceException("InferenceOptions.Threads", "1 or more, or null", $"{options.Threads}", "Give the number of threads for one run")
            : options;
    }

    private void Free()
    {
        _session.Dispose();
        _runOptions.Dispose();
    }
}
