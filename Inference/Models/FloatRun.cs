using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace OnnxForge.Inference;

/// <summary>One run over rows of float32 where they lie; the output stays in ONNX Runtime's memory until disposed.</summary>
internal readonly ref struct FloatRun
{
    // ONNX Runtime wants an address even for no elements.
    private static readonly float[] NoRows = GC.AllocateArray<float>(1, pinned: true);

    private readonly InferenceModel _model;
    private readonly IDisposableReadOnlyCollection<OrtValue> _outputs;

    public unsafe FloatRun(InferenceModel model, ReadOnlySpan<float> rows)
    {
        _model = model;
        model.Uses.Enter();
        try
        {
            var shape = model.ShapeOfRows(rows.Length);
            fixed (float* address = rows.IsEmpty ? NoRows : rows)
            {
                using var input = OrtValue.CreateTensorValueWithData(OrtMemoryInfo.DefaultInstance, TensorElementType.Float, shape, (nint)address, rows.Length * (long)sizeof(float));
                _outputs = model.RunSession([input]);
            }
        }
        catch
        {
            model.Uses.Exit();
            throw;
        }
    }

    public ReadOnlySpan<float> Output => _outputs[0].GetTensorDataAsSpan<float>();

    public void Dispose()
    {
        _outputs.Dispose();
        _model.Uses.Exit();
    }
}
