using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] losses =
    [
        (new MeanSquaredError(), "mean-squared-error", """{"reduction":"mean"}"""),
        (new MeanAbsoluteError(Reduction.Sum), "mean-absolute-error", """{"reduction":"sum"}"""),
        (new MeanAbsolutePercentageError(), "mean-absolute-percentage-error", """{"reduction":"mean"}"""),
        (new MeanSquaredLogarithmicError(), "mean-squared-logarithmic-error", """{"reduction":"mean"}"""),
        (new Huber(2), "huber", """{"delta":2,"reduction":"mean"}"""),
        (new LogCosh(), "log-cosh", """{"reduction":"mean"}"""),
        (new Poisson(), "poisson", """{"reduction":"mean"}"""),
        (new CosineSimilarity(1), "cosine-similarity", """{"axis":1,"reduction":"mean"}"""),
        (new BinaryCrossentropy(true, 0.1), "binary-crossentropy", """{"fromLogits":true,"labelSmoothing":0.1,"reduction":"mean"}"""),
        (new BinaryFocalCrossentropy(), "binary-focal-crossentropy", """{"applyClassBalancing":false,"alpha":0.25,"gamma":2,"fromLogits":false,"labelSmoothing":0,"reduction":"mean"}"""),
        (new CategoricalCrossentropy(), "categorical-crossentropy", """{"fromLogits":false,"labelSmoothing":0,"axis":-1,"reduction":"mean"}"""),
        (new CategoricalFocalCrossentropy(), "categorical-focal-crossentropy", """{"alpha":0.25,"gamma":2,"fromLogits":false,"labelSmoothing":0,"axis":-1,"reduction":"mean"}"""),
        (new SparseCategoricalCrossentropy(true, 255, 1), "sparse-categorical-crossentropy", """{"fromLogits":true,"ignoreClass":255,"axis":1,"reduction":"mean"}"""),
        (new Hinge(), "hinge", """{"reduction":"mean"}"""),
        (new SquaredHinge(), "squared-hinge", """{"reduction":"mean"}"""),
        (new CategoricalHinge(), "categorical-hinge", """{"axis":-1,"reduction":"mean"}"""),
        (new KLDivergence(), "kl-divergence", """{"axis":-1,"reduction":"mean"}"""),
        (Loss.Of(SampleFunctions.Absolute), "function-loss", """{"function":{"function":"test/absolute"},"reduction":"mean"}"""),
    ];
}
