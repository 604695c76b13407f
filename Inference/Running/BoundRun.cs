using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Repeated runs of a model over the same memory, without allocation: write the inputs, call <see cref="Run"/>, read the outputs.</summary>
/// <remarks>Calls of Run from several threads happen one after another; for parallel runs make a binding each. Dispose it when done.
/// A binding keeps the file that was loaded when it was made: a reload of the model does not reach it.</remarks>
public sealed class BoundRun : IDisposable
{
    private readonly InferenceModel _model;
    private readonly ModelSession _session;
    private readonly object _turn = new();
    private readonly Dictionary<string, (TensorData Data, PinnedTensor Pinned)> _inputs = new(StringComparer.Ordinal);
    private readonly List<PinnedTensor> _pinned = [];
    private readonly OrtIoBinding? _binding;
    private bool _disposed;

    internal BoundRun(InferenceModel model, ModelSession session, TensorData[] inputs, IReadOnlyDictionary<string, TensorData>? outputs)
    {
        _model = model;
        _session = session;
        if (session.Signature.Outputs.FirstOrDefault(output => output.Type == ElementType.String) is { } text)
        {
            throw new InferenceException($"Binding of model {session.Name}", "outputs of numbers or booleans", $"{text}", "Use Run, which gives text outputs");
        }

        try
        {
            var pinnedInputs = PinnedTensor.PinAll(inputs);
            _pinned.AddRange(pinnedInputs);
            _binding = session.CreateBinding();
            for (var i = 0; i < pinnedInputs.Length; i++)
            {
                _inputs.Add(session.InputNames[i], (inputs[i], pinnedInputs[i]));
            }

            BindInputs();

            // Only a run tells the sizes of the outputs.
            var results = session.Run(inputs, CancellationToken.None);
            var bound = new Dictionary<string, TensorData>(results.Length, StringComparer.Ordinal);
            for (var i = 0; i < results.Length; i++)
            {
                var name = session.OutputNames[i];
                bound.Add(name, OutputMemory.Fill(session, i, results[i], outputs));
                _pinned.Add(new PinnedTensor(bound[name]));
                _binding.BindOutput(name, _pinned[^1].Value);
            }

            Outputs = new ReadOnlyDictionary<string, TensorData>(bound);
        }
        catch
        {
            FreeNative();
            throw;
        }
    }

    /// <summary>The outputs by name: the same memory after every run, holding the results of the last.</summary>
    public IReadOnlyDictionary<string, TensorData> Outputs { get; }

    /// <summary>An input's elements, to write before a run.</summary>
    /// <typeparam name="T">The C# type of the input's elements; not string.</typeparam>
    /// <exception cref="InferenceException">The model has no such input, or its elements are not of type T.</exception>
    public Span<T> Input<T>(string name) where T : unmanaged => Find(name).Data.MutableSpan<T>();

    /// <summary>Replaces the texts of a text input for the runs that follow.</summary>
    /// <param name="name">The input.</param>
    /// <param name="texts">As many as the input has elements, in row-major order.</param>
    /// <exception cref="InferenceException">The model has no such input, it is not text, the number differs, or a text is null; the input stays as it is.</exception>
    /// <exception cref="ObjectDisposedException">The binding was disposed.</exception>
    public void WriteText(string name, ReadOnlySpan<string> texts)
    {
        var (data, pinned) = Find(name);
        var where = $"Input {name} of model {_session.Name}";
        if (data.Type != ElementType.String)
        {
            throw new InferenceException(where, "text", $"{data}", "Write numbers through Input<T>");
        }

        if (texts.Length != data.Count)
        {
            throw new InferenceException(where, $"{data.Count} texts", $"{texts.Length}", "Give a text for each element, or bind again for other sizes");
        }

        if (texts.IndexOf((string)null!) is >= 0 and var missing)
        {
            throw new InferenceException(where, "a text for each element", $"null at element {missing}", "Replace null by the text that the model expects for a missing value");
        }

        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            pinned.WriteText(texts);
        }
    }

    /// <summary>Computes the outputs from what the inputs hold now.</summary>
    /// <param name="cancellationToken">Stops the run between two of its operators; the outputs are then undefined until the next run.</param>
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs, or their sizes depend on the values and changed.</exception>
    /// <exception cref="InferenceTimeoutException">The run took longer than <see cref="InferenceOptions.TimeLimit"/>.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The binding or its model was disposed.</exception>
    public void Run(CancellationToken cancellationToken = default)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.ThrowIfDisposed();

            // A device of its own copies an input when it is bound, not when it runs.
            if (!_session.Device.IsCpu)
            {
                BindInputs();
            }

            _session.Run(_binding!, hasSecondTry: false, cancellationToken);
        }
    }

    /// <summary>Ends the binding; the inputs' and outputs' memory stays readable.</summary>
    public void Dispose()
    {
        lock (_turn)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
            FreeNative();
        }

        _session.Uses.Exit();
    }

    private (TensorData Data, PinnedTensor Pinned) Find(string name) => _inputs.TryGetValue(name, out var input)
        ? input
        : throw new InferenceException($"Binding of model {_session.Name}", $"an input of {string.Join(", ", _inputs.Keys)}", $"'{name}'", "Use a name of the model's signature");

    private void BindInputs()
    {
        foreach (var (name, (_, pinned)) in _inputs)
        {
            _binding!.BindInput(name, pinned.Value);
        }
    }

    private void FreeNative()
    {
        _binding?.Dispose();
        PinnedTensor.DisposeAll(_pinned);
    }
}
