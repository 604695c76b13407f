using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Every built-in loss, its values computed by the formula in NumPy; those of the cross-entropies agree with scikit-learn's log_loss, those of hinge with hinge_loss.</summary>
internal static class LossCases
{
    private static readonly Tensor target = tensor(new double[,] { { 1, 2 }, { 0.5, -3 }, { 4, 0.25 } });
    private static readonly Tensor prediction = tensor(new[,] { { 1.5, -1 }, { 0.5, -2.8 }, { -2, 0.3 } });
    private static readonly Tensor counts = tensor(new double[,] { { 1, 2 }, { 0.5, 3 }, { 4, 0.25 } });
    private static readonly Tensor rates = tensor(new[,] { { 1.5, 0.1 }, { 0.5, 2.8 }, { 2, 0.3 } });
    private static readonly Tensor flags = tensor(new double[,] { { 1, 0 }, { 0, 1 }, { 1, 1 } });
    private static readonly Tensor chances = tensor(new[,] { { 0.9, 0.2 }, { 0.6, 0.3 }, { 0.99, 0.5 } });
    private static readonly Tensor logits = tensor(new[,] { { 2, -1 }, { 0.5, -3 }, { 30, 0 } });
    private static readonly Tensor oneHot = tensor(new double[,] { { 1, 0, 0 }, { 0, 0, 1 }, { 0, 1, 0 } });
    private static readonly Tensor labels = tensor(new long[] { 0, 2, 1 });
    private static readonly Tensor soft = tensor(new[,] { { 0.2, 0.3, 0.5 }, { 0, 1, 0 }, { 0.6, 0.4, 0 } });
    private static readonly Tensor scores = tensor(new[,] { { 0.35, 0.1, 0.05 }, { 0.1, 0.3, 0.6 }, { 0.25, 0.5, 0.25 } });
    private static readonly Tensor classLogits = tensor(new[,] { { 2, -1, 0.5 }, { 0.1, -40, 3 }, { 1, 1, 1 } });
    private static readonly double[] large = [0, 1, -1e4, 1e4];
    private static readonly double[] crossEntropies = [0.3566749439387323, 0.5108256237659907, 0.6931471805599453];
    private static readonly double[] logitCrossEntropies = [0.24131129665715703, 0.05356277621796309, 1.0986122886681098];

    public static IReadOnlyList<LossCase> All { get; } = [.. Regression, .. Binary, .. Categorical, .. Sparse];

    private static LossCase[] Regression =>
    [
        new("mean squared error", new MeanSquaredError(), target, prediction, [0.25, 9, 0, 0.04, 36, 0.0025]) { Extremes = large, Refused = [OtherShape("mean_squared_error")] },
        new("mean absolute error", new MeanAbsoluteError(), target, prediction, [0.5, 3, 0, 0.2, 6, 0.05]) { Extremes = large },
        new("of a function", Loss.Of(SampleFunctions.Absolute), target, prediction, [0.5, 3, 0, 0.2, 6, 0.05]) { Extremes = large, Refused = [OtherShape("absolute")] },
        new("mean absolute percentage error", new MeanAbsolutePercentageError(), target, prediction, [50, 150, 0, 6.666666666666672, 150, 19.999999999999996]) { Extremes = large },
        new("mean squared logarithmic error", new MeanSquaredLogarithmicError(), counts, rates,
            [0.04979304449311739, 1.006615121650518, 0, 0.002631002049127929, 0.2609428178959135, 0.0015382643402519723]) { Extremes = large },
        new("huber", new Huber(), target, prediction, [0.125, 2.5, 0, 0.02, 5.5, 0.00125]) { Extremes = large },
        new("huber, delta 2.5", new Huber(2.5), target, prediction, [0.125, 4.375, 0, 0.02, 11.875, 0.00125]) { Extremes = large },
        new("log cosh", new LogCosh(), target, prediction, [0.12011450695827745, 2.309328504577785, 0, 0.01986807184000736, 5.306858963633532, 0.0012494795136256272]) { Extremes = large },
        new("poisson", new Poisson(), counts, rates, [1.0945348252251712, 4.705168185989091, 0.8465734902799826, -0.2888583586863298, -0.7725889222397759, 0.6009931177481646])
            { Extremes = [0, 1e4] },
        new("cosine similarity", new CosineSimilarity(), tensor(new double[,] { { 1, 2 }, { 3, -1 }, { 0, 0 } }), tensor(new double[,] { { 2, 4 }, { 1, 1 }, { 1, 5 } }),
            [-1, -0.44721359549995787, 0])
        {
            Extremes = large,
            Refused = [(ones(3), ones(3), "cosine_similarity: expected predictions [batch, ...] with a size of 1 or more in dimension -1; received predictions of shape [3]. "
                + "Give the model an output for each class, or correct the axis.")],
        },
    ];

    private static LossCase[] Binary =>
    [
        new("binary crossentropy", new BinaryCrossentropy(), flags, chances,
            [0.10536051565782628, 0.2231435513142097, 0.916290731874155, 1.2039728043259361, 0.01005033585350145, 0.6931471805599453])
            { Refused = [OtherShape("binary_crossentropy"), NoProbability("binary_crossentropy")], LastLayer = x => x.sigmoid() },
        new("binary crossentropy, smoothed", new BinaryCrossentropy(LabelSmoothing: 0.2), flags, chances,
            [0.3250829733914482, 0.3617729874261988, 0.8757442210633385, 1.1192430182872157, 0.4695623208669603, 0.6931471805599453]) { LastLayer = x => x.sigmoid() },
        new("binary crossentropy of logits", new BinaryCrossentropy(true), flags, logits,
            [0.1269280110429725, 0.31326168751822286, 0.9740769841801067, 3.048587351573742, 9.357622968839737e-14, 0.6931471805599453]) { Extremes = large },
        new("binary focal crossentropy", new BinaryFocalCrossentropy(), flags, chances,
            [0.0010536051565782623, 0.008925742052568384, 0.3298646634746958, 0.5899466741197086, 1.0050335853501468e-06, 0.17328679513998632])
            { Refused = [NoProbability("binary_focal_crossentropy")], LastLayer = x => x.sigmoid() },
        new("binary focal crossentropy of logits", new BinaryFocalCrossentropy(true, 0.3, 1.5, true, 0.1), flags, logits,
            [0.004529593493253439, 0.03898596205490334, 0.3076330297508862, 0.8016314328998116, 0.005366577635726821, 0.07842065147748377]) { Extremes = large },
        new("hinge", new Hinge(), flags, tensor(new[,] { { 0.5, -2 }, { 1.5, 3 }, { -1, 0.2 } }), [0.5, 0, 2.5, 0, 2, 0.8]) { Extremes = large },
        new("hinge of signs", new Hinge(), flags * 2 - 1, tensor(new[,] { { 0.5, -2 }, { 1.5, 3 }, { -1, 0.2 } }), [0.5, 0, 2.5, 0, 2, 0.8]) { Extremes = large },
        new("squared hinge", new SquaredHinge(), flags, tensor(new[,] { { 0.5, -2 }, { 1.5, 3 }, { -1, 0.2 } }), [0.25, 0, 6.25, 0, 4, 0.64]) { Extremes = large },
    ];

    private static LossCase[] Categorical =>
    [
        new("categorical crossentropy", new CategoricalCrossentropy(), oneHot, scores, crossEntropies)
            { Refused = [OtherShape("categorical_crossentropy"), NoProbability("categorical_crossentropy"), OneClass("categorical_crossentropy")], LastLayer = x => x.softmax(-1) },
        new("categorical crossentropy, smoothed", new CategoricalCrossentropy(LabelSmoothing: 0.3), soft, scores, [1.620691031247187, 1.2445193151367524, 1.1228984325071114]) { LastLayer = x => x.softmax(-1) },
        new("categorical crossentropy of logits", new CategoricalCrossentropy(true), oneHot, classLogits, logitCrossEntropies) { Extremes = large },
        new("categorical crossentropy of images", new CategoricalCrossentropy(true, Axis: 1), Image(oneHot), Image(classLogits), logitCrossEntropies) { Extremes = large },
        new("categorical focal crossentropy", new CategoricalFocalCrossentropy(), oneHot, scores, [0.008025186238621472, 0.020433024950639634, 0.04332169878499658])
            { Refused = [OneClass("categorical_focal_crossentropy")], LastLayer = x => x.softmax(-1) },
        new("categorical focal crossentropy of logits", new CategoricalFocalCrossentropy(0.5, 1, true, 0.1), oneHot, classLogits,
            [0.09998785733721727, 0.7655216689018665, 0.36620409622270333]) { Extremes = large },
        new("categorical hinge", new CategoricalHinge(), oneHot, tensor(new[,] { { 2, -1, 0.5 }, { 0.1, 1.5, 3 }, { -1, -1, -2 } }), [0, 0, 2])
            { Extremes = large, Refused = [OneClass("categorical_hinge")] },
        new("kl divergence", new KLDivergence(), soft, scores, [1.3689530755103714, 1.2039698620478776, 0.436022348706527]) { Refused = [NoProbability("kl_divergence")], LastLayer = x => x.softmax(-1) },
    ];

    private static LossCase[] Sparse =>
    [
        new("sparse categorical crossentropy", new SparseCategoricalCrossentropy(), labels, scores, crossEntropies)
        {
            Refused =
            [
                (tensor(new long[] { 0, 3, 1 }), scores, OutOfRange("0 to 3")),
                (tensor(new long[] { 0, -1, 1 }), scores, OutOfRange("-1 to 1")),
                (labels.to(ScalarType.Float32), scores, "sparse_categorical_crossentropy: expected class labels of type int64; received a target of type float32. "
                    + "Convert the labels, target.to(ScalarType.Int64), or take a loss for one-hot targets."),
                (ones(3, 3, dtype: ScalarType.Int64), scores, "sparse_categorical_crossentropy: expected class labels [3] for predictions [3, 3]; received a target of shape [3, 3]. "
                    + "Give one label for each set of classes; one-hot targets become labels by target.argmax(-1)."),
                (labels, scores * 3, "sparse_categorical_crossentropy: expected predictions that are probabilities, from 0 to 1; received predictions from 0.15 to 1.8. "
                    + "End the model with a sigmoid or softmax, or, where the loss has fromLogits, set it to true."),
            ],
            LastLayer = x => x.softmax(-1),
        },
        new("sparse categorical crossentropy of a column", new SparseCategoricalCrossentropy(), labels.reshape(-1, 1), scores, crossEntropies) { LastLayer = x => x.softmax(-1) },
        new("sparse categorical crossentropy of logits", new SparseCategoricalCrossentropy(true), labels, classLogits, logitCrossEntropies) { Extremes = large },
        new("sparse categorical crossentropy of images", new SparseCategoricalCrossentropy(true, Axis: 1), labels.reshape(1, 1, 3), Image(classLogits), logitCrossEntropies) { Extremes = large },
        new("sparse categorical crossentropy that ignores", new SparseCategoricalCrossentropy(true, -1), tensor(new long[] { 0, -1, 1 }), classLogits,
            [logitCrossEntropies[0], 0, logitCrossEntropies[2]]) { Extremes = large, Counted = 2 },
    ];

    /// <summary>Three samples <c>[3, 3]</c> as the positions of an image, <c>[1, 3, 1, 3]</c>.</summary>
    private static Tensor Image(Tensor rows) => rows.t().contiguous().reshape(1, 3, 1, 3);

    private static string OutOfRange(string received) => $"sparse_categorical_crossentropy: expected class labels from 0 to 2, as the prediction has 3 classes; received labels from {received}. "
        + "Count labels from 0, give the model an output for each class, or name a label to be ignored.";

    private static (Tensor Target, Tensor Prediction, string Message) OtherShape(string name) => (ones(3), ones(3, 1),
        $"{name}: expected a target of the prediction's shape [3, 1]; received a target of shape [3]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).");

    private static (Tensor Target, Tensor Prediction, string Message) NoProbability(string name) => (ones(2, 2), tensor(new[,] { { -2.5f, 1 }, { 3, 0 } }),
        $"{name}: expected predictions that are probabilities, from 0 to 1; received predictions from -2.5 to 3. "
        + "End the model with a sigmoid or softmax, or, where the loss has fromLogits, set it to true.");

    private static (Tensor Target, Tensor Prediction, string Message) OneClass(string name) => (ones(3, 1), ones(3, 1),
        $"{name}: expected predictions [batch, ...] with a size of 2 or more in dimension -1; received predictions of shape [3, 1]. Give the model an output for each class, or correct the axis.");
}
