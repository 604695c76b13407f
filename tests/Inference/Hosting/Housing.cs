using OnnxForge.Inference;

namespace OnnxForge.Tests.Inference.Hosting;

/// <summary>A class for one model, as the source generator writes it.</summary>
internal sealed class Housing : IOnnxModel<Housing>
{
    private readonly List<string>? _disposals;

    private Housing(InferenceModel model, List<string>? disposals) => (Model, _disposals) = (model, disposals);

    public static ModelSignature ExpectedSignature { get; } = new(
        [new TensorSignature("features", ElementType.Float32, [new SignatureDimension(null, "batch"), new SignatureDimension(8, null)])],
        [new TensorSignature("price", ElementType.Float32, [new SignatureDimension(null, "batch"), new SignatureDimension(1, null)])]);

    /// <summary>Receives a line for each one that is disposed.</summary>
    public static List<string>? Disposals { get; set; }

    public InferenceModel Model { get; }

    /// <summary>The sum of the features.</summary>
    public static byte[] File => WithWeight(1);

    public static byte[] WithWeight(float weight) => new OnnxModelBuilder()
        .Input("features", OnnxModelBuilder.Float32, "batch", 8).Output("price", OnnxModelBuilder.Float32, "batch", 1)
        .Weight("w", [.. Enumerable.Repeat(weight, 8)], 8, 1).Node("MatMul", ["features", "w"], ["price"]).Build();

    public static Housing Create(InferenceModel model)
    {
        model.CheckSignature(ExpectedSignature);
        return new Housing(model, Disposals);
    }

    public float Price(params ReadOnlySpan<float> features) => Model.Predict(features)[0];

    public void Dispose()
    {
        _disposals?.Add("model");
        Model.Dispose();
    }
}
