using System.Collections.ObjectModel;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>Repeated runs of a model over the same memory, without allocation: write the inputs, call <see cref="Run"/>, read the outputs.</summary>
/// <remarks>Calls of Run from several threads happen one after another; for parallel runs make a binding each. Dispose it when done.
/// A binding keeps the file that was loaded when it was made: a reload of the model does not reach it.</remarks>
public sealed class BoundRun : IDisposable
{
    private static readonly IReadOnlyCollection<string> None = [];

    private readonly InferenceModel _model;
    private ModelSession _session;
    private readonly object _turn = new();
    private readonly List<BoundTensor> _inputs = [];
    private readonly List<BoundTensor> _outputs = [];
    private OrtIoBinding? _binding;
    private readonly RunOptions? _options;
    private int _sessions;
    private bool _disposed;

    /// <param name="model">The model, whose disposal ends the binding.</param>
    /// <param name="session">A use of it, which ends with the binding; it stays the caller's where this fails.</param>
    /// <param name="inputs">The inputs, checked and in order.</param>
    /// <param name="outputs">The caller's tensors by name; null for new ones.</param>
    /// <param name="resident">The names of tensors that stay on the device.</param>
    /// <param name="onDevice">Whether tensors have memory on the device at addresses that stay.</param>
    internal BoundRun(InferenceModel model, ModelSession session, TensorData[] inputs, IReadOnlyDictionary<string, TensorData>? outputs, IReadOnlyCollection<string>? resident, bool onDevice)
    {
        _model = model;
        (_session, _sessions) = (session, session.Group.Count);
        if (session.Signature.Outputs.FirstOrDefault(output => output.Type == ElementType.String) is { } text)
        {
            throw new InferenceException($"Binding of model {session.Name}", "outputs of numbers or booleans", $"{text}", "Use Run, which gives text outputs");
        }

        RefuseUnknown(resident ?? None);
        try
        {
            Place(true, inputs, onDevice ? resident ?? None : null, _inputs);
            _binding = session.CreateBinding();
            _options = session.Device.Graphs ? session.NewBindingOptions() : null;
            _inputs.ForEach(input => input.Upload());
            BindInputs(_binding, all: true);

            // Only a run tells the sizes of the outputs.
            var results = session.Run(inputs, CancellationToken.None);
            TensorData[] memory = [.. results.Select((result, i) => OutputMemory.Fill(session, i, result, outputs))];
            Place(false, memory, onDevice ? resident ?? None : null, _outputs);
            _outputs.ForEach(output => output.Upload());
            BindOutputs(_binding);
            Outputs = new ReadOnlyDictionary<string, TensorData>(session.OutputNames.Zip(memory).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal));
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

    /// <summary>Takes what the memory of a resident input holds now to the device, for the runs that follow. Other inputs are read by every run, and on the CPU all are.</summary>
    /// <param name="input">The input's name.</param>
    /// <exception cref="InferenceException">The model has no such input, or the device failed.</exception>
    /// <exception cref="ObjectDisposedException">The binding was disposed.</exception>
    public void Upload(string input)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Find(input).Upload();
        }
    }

    /// <summary>Brings a resident output of the last run from the device to its memory in <see cref="Outputs"/>. Other outputs are there after every run, and on the CPU all are.</summary>
    /// <param name="output">The output's name.</param>
    /// <exception cref="InferenceException">The model has no such output, or the device failed.</exception>
    /// <exception cref="ObjectDisposedException">The binding was disposed.</exception>
    public void Download(string output)
    {
        lock (_turn)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            Find(_session.OutputNames, _outputs, output, "output").Download();
        }
    }

    /// <summary>Replaces the texts of a text input for the runs that follow.</summary>
    /// <param name="name">The input.</param>
    /// <param name="texts">As many as the input has elements, in row-major order.</param>
    /// <exception cref="InferenceException">The model has no such input, it is not text, the number differs, or a text is null; the input stays as it is.</exception>
    /// <exception cref="ObjectDisposedException">The binding was disposed.</exception>
    public void WriteText(string name, ReadOnlySpan<string> texts)
    {
        var input = Find(name);
        var data = input.Data;
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
            input.WriteText(texts);
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
            if (_session.Group.Count != _sessions)
            {
                _sessions = _session.Group.Count;
                Move();
            }

            // A device of its own copies the caller's memory when it is bound, not when it runs.
            if (!_session.Device.IsCpu)
            {
                BindInputs(_binding!, all: false);
            }

            foreach (var input in _inputs)
            {
                if (!input.Resident)
                {
                    input.Upload();
                }
            }

            _session.Run(_binding!, hasSecondTry: false, cancellationToken, _options);
            foreach (var output in _outputs)
            {
                if (!output.Resident)
                {
                    output.Download();
                }
            }
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

        _session.Group.Unbind(_session);
    }

    private BoundTensor Find(string name) => Find(_session.InputNames, _inputs, name, "input");

    private BoundTensor Find(string[] names, List<BoundTensor> bound, string name, string kind) => Array.IndexOf(names, name) is >= 0 and var index
        ? bound[index]
        : throw new InferenceException($"Binding of model {_session.Name}", $"an {kind} of {string.Join(", ", names)}", $"'{name}'", "Use a name of the model's signature");

    private void RefuseUnknown(IReadOnlyCollection<string> resident)
    {
        if (resident.FirstOrDefault(name => !_session.InputNames.Contains(name) && !_session.OutputNames.Contains(name)) is { } unknown)
        {
            throw new InferenceException(
                $"Binding of model {_session.Name}", $"inputs and outputs of {string.Join(", ", _session.InputNames.Concat(_session.OutputNames))} to stay on the device", $"'{unknown}'", "Use names of the model's signature");
        }
    }

    /// <param name="inputs">Whether these are the inputs.</param>
    /// <param name="tensors">The caller's memory.</param>
    /// <param name="resident">What stays on the device; null where nothing is to be there.</param>
    /// <param name="bound">Receives the tensors.</param>
    private void Place(bool inputs, TensorData[] tensors, IReadOnlyCollection<string>? resident, List<BoundTensor> bound)
    {
        if (resident is not null)
        {
            _session.Place(inputs, tensors, resident, bound);
            return;
        }

        Array.ForEach(tensors, tensor => bound.Add(new BoundTensor(tensor)));
    }

    private void BindInputs(OrtIoBinding binding, bool all)
    {
        for (var i = 0; i < _inputs.Count; i++)
        {
            if (all || !_inputs[i].OnDevice)
            {
                binding.BindInput(_session.InputNames[i], _inputs[i].Value);
            }
        }
    }

    private void BindOutputs(OrtIoBinding binding)
    {
        for (var i = 0; i < _outputs.Count; i++)
        {
            binding.BindOutput(_session.OutputNames[i], _outputs[i].Value);
        }
    }

    /// <summary>The model has more sessions than before: the bindings spread over them, each with the memory that it has.</summary>
    private void Move()
    {
        if (_session.Group.TryBind(_session) is not { } session)
        {
            return;
        }

        OrtIoBinding? binding = null;
        try
        {
            binding = session.CreateBinding();
            BindInputs(binding, all: true);
            BindOutputs(binding);
            (binding, _binding) = (_binding, binding);
            (session, _session) = (_session, session);
        }
        finally
        {
            // The old ones after a success, else the new ones.
            binding?.Dispose();
            session.Group.Unbind(session);
        }
    }

    private void FreeNative()
    {
        _binding?.Dispose();
        _options?.Dispose();
        _inputs.ForEach(input => input.Dispose());
        _outputs.ForEach(output => output.Dispose());
    }
}
