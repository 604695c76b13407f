using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Repeated runs of a model over the same memory, without allocation: write the inputs, call <see cref="Run"/>, read the outputs.</summary>
/// <remarks>Calls of Run from several threads happen one after another; for parallel runs make a binding each. Dispose it when done.</remarks>
public sealed class BoundRun : IDisposable
{
    private readonly InferenceModel _model;
    private readonly object _turn = new();
    private readonly Dictionary<string, (TensorData Data, PinnedTensor Pinned)> _inputs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorData> _outputs = new(StringComparer.Ordinal);
    private readonly List<PinnedTensor> _pinned = [];
    private readonly OrtIoBinding? _binding;
    private bool _disposed;

    internal BoundRun(InferenceModel model, IReadOnlyDictionary<string, TensorData> inputs)
    {
        _model = model;
        if (model.Signature.Outputs.FirstOrDefault(output => output.Type == ElementType.String) is { } text)
        {
            throw new InferenceException($"Binding of model {model.Name}", "outputs of numbers or booleans", $"{text}", "Use Run, which gives text outputs");
        }

        try
        {
            var pinnedInputs = PinnedTensor.PinAll(model.Signature.Inputs, inputs);
            _pinned.AddRange(pinnedInputs);
            _binding = model.CreateBinding();
            for (var i = 0; i < pinnedInputs.Length; i++)
            {
                var name = model.Signature.Inputs[i].Name;
                _inputs.Add(name, (inputs[name], pinnedInputs[i]));
                _binding.BindInput(name, pinnedInputs[i].Value);
            }

            // Only a run tells the sizes of the outputs.
            foreach (var (name, output) in model.RunPinned(pinnedInputs))
            {
                var pinned = new PinnedTensor(output);
                _pinned.Add(pinned);
                _outputs.Add(name, output);
                _binding.BindOutput(name, pinned.Value);
            }
        }
        catch
        {
            FreeNative();
            throw;
        }

        Outputs = new ReadOnlyDictionary<string, TensorData>(_outputs);
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
        var where = $"Input {name} of model {_model.Name}";
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
    /// <exception cref="InferenceException">ONNX Runtime could not compute the outputs, or their sizes depend on the values and changed.</exception>
    /// <exception cref="ObjectDisposedException">The binding or its model was disposed.</exception>
    public void Run()
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _model.Uses.ThrowIfClosed();
            _model.RunBinding(_binding!);
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

        _model.Uses.Exit();
    }

    private (TensorData Data, PinnedTensor Pinned) Find(string name) => _inputs.TryGetValue(name, out var input)
        ? input
        : throw new InferenceException($"Binding of model {_model.Name}", $"an input of {string.Join(", ", _inputs.Keys)}", $"'{name}'", "Use a name of the model's signature");

    private void FreeNative()
    {
        _binding?.Dispose();
        PinnedTensor.DisposeAll(_pinned);
    }
}
