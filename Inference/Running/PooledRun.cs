using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;

namespace OnnxForge.Inference;

/// <summary>A binding over memory of its own for one set of sizes: inputs are copied in and outputs out, and nothing is allocated.</summary>
internal sealed class PooledRun : IDisposable
{
    private readonly ModelSession _session;
    private readonly long[] _key;
    private readonly Buffer[] _inputs;
    private readonly Buffer[] _outputs;
    private readonly OrtIoBinding _binding;

    /// <param name="session">The session to run.</param>
    /// <param name="key">The sizes of all inputs, as <see cref="PooledRuns"/> writes them.</param>
    /// <param name="inputs">The dims of the inputs.</param>
    /// <param name="outputs">What a run with inputs of these dims gave: it tells the dims of the outputs.</param>
    public PooledRun(ModelSession session, ReadOnlySpan<long> key, long[][] inputs, IReadOnlyList<OrtValue> outputs)
    {
        _session = session;
        _key = key.ToArray();
        _inputs = [.. session.Signature.Inputs.Select((input, i) => new Buffer(input.Type, inputs[i]))];
        _outputs = [.. session.Signature.Outputs.Select((output, i) => new Buffer(output.Type, outputs[i].GetTensorTypeAndShape().Shape))];
        _binding = session.CreateBinding();
        BindInputs();
        for (var i = 0; i < _outputs.Length; i++)
        {
            _binding.BindOutput(session.OutputNames[i], _outputs[i].Value);
        }
    }

    public bool Fits(ReadOnlySpan<long> key) => key.SequenceEqual(_key);

    public Span<byte> Input(int index) => _inputs[index].Bytes;

    /// <summary>Takes over an input of these dims.</summary>
    public void Write(int index, TensorData tensor) => _inputs[index].Write(tensor);

    /// <summary>A copy of an output.</summary>
    public TensorData Read(int index)
    {
        var output = TensorData.Allocate(_session.Signature.Outputs[index].Type, _outputs[index].Dims);
        _outputs[index].Bytes.CopyTo(output.MutableBytes(0, _outputs[index].Bytes.Length));
        return output;
    }

    public ReadOnlySpan<byte> Output(int index) => _outputs[index].Bytes;

    public ReadOnlySpan<long> OutputDims(int index) => _outputs[index].Dims;

    public void Run(CancellationToken cancellationToken)
    {
        // A device of its own copies an input when it is bound, not when it runs.
        if (!_session.Device.IsCpu)
        {
            BindInputs();
        }

        _session.Run(_binding, hasSecondTry: true, cancellationToken);
    }

    public void Dispose()
    {
        _binding.Dispose();
        Array.ForEach(_inputs, buffer => buffer.Value.Dispose());
        Array.ForEach(_outputs, buffer => buffer.Value.Dispose());
    }

    private void BindInputs()
    {
        for (var i = 0; i < _inputs.Length; i++)
        {
            _binding.BindInput(_session.InputNames[i], _inputs[i].Value);
        }
    }

    private sealed class Buffer
    {
        private readonly byte[] _memory;
        private readonly int _length;

        public Buffer(ElementType type, long[] dims)
        {
            Dims = dims;
            if (type == ElementType.String)
            {
                _memory = [];
                Value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, dims);
                return;
            }

            _length = (int)(TensorShape.Count(dims)!.Value * type.ByteSize());

            // ONNX Runtime wants an address even for no elements.
            _memory = GC.AllocateArray<byte>(Math.Max(_length, 1), pinned: true);
            Value = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, type.ToOrt(), dims, Marshal.UnsafeAddrOfPinnedArrayElement(_memory, 0), _length);
        }

        public long[] Dims { get; }

        public OrtValue Value { get; }

        public Span<byte> Bytes => _memory.AsSpan(0, _length);

        public void Write(TensorData tensor)
        {
            if (tensor.Type != ElementType.String)
            {
                tensor.Bytes.CopyTo(Bytes);
                return;
            }

            var texts = tensor.AsSpan<string>();
            for (var i = 0; i < texts.Length; i++)
            {
                Value.StringTensorSetElementAt(texts[i].AsSpan(), i);
            }
        }
    }
}
