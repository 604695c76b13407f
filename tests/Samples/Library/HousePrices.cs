using OnnxForge.Inference;

namespace OnnxForge.Samples;

/// <summary>Prices of houses, for programs that need not know that a model gives them.</summary>
public sealed class HousePrices(string path) : IDisposable
{
    private readonly InferenceModel _model = InferenceModel.Load(path);

    public float Of(params ReadOnlySpan<float> features) => _model.Predict(features)[0];

    public void Dispose() => _model.Dispose();
}
