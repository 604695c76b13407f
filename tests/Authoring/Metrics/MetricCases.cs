using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>Every built-in metric; the figures are scikit-learn's 1.2, those of areas from thresholds are computed by their formula in NumPy.</summary>
internal static class MetricCases
{
    // Eight decisions; weights sum to 10.
    private static readonly Tensor flags = tensor(new[] { 1f, 0, 1, 1, 0, 0, 1, 0 });
    private static readonly Tensor chances = tensor(new[] { 0.9f, 0.4f, 0.35f, 0.8f, 0.6f, 0.1f, 0.5f, 0.35f });
    private static readonly double[] weights = [1, 2, 0.5, 1, 1, 3, 1, 0.5];

    // Seven samples of three classes.
    private static readonly Tensor labels = tensor(new long[] { 0, 2, 1, 1, 2, 0, 2 });
    private static readonly Tensor oneHot = nn.functional.one_hot(labels, 3).to(ScalarType.Float32);
    private static readonly Tensor probabilities = tensor(new[,]
        { { 0.7, 0.2, 0.1 }, { 0.1, 0.3, 0.6 }, { 0.25, 0.5, 0.25 }, { 0.6, 0.3, 0.1 }, { 0.3, 0.4, 0.3 }, { 0.2, 0.5, 0.3 }, { 0.1, 0.1, 0.8 } });

    private static readonly Tensor scores = probabilities.to(ScalarType.Float32);
    private static readonly Tensor predictedLabels = tensor(new long[] { 0, 2, 1, 0, 1, 1, 2 });
    private static readonly double[] classWeights = [1, 0.5, 2, 1, 1, 3, 0.25];

    // Four samples of two outputs.
    private static readonly Tensor target = tensor(new[,] { { 1, 10 }, { 2, 12 }, { 3, 11 }, { 4.5, 15 } });
    private static readonly Tensor prediction = tensor(new[,] { { 1.1, 11 }, { 1.8, 11.5 }, { 3.3, 12 }, { 4, 14 } });
    private static readonly double[] rowWeights = [1, 0.5, 2, 1];

    public static IReadOnlyList<MetricCase> All { get; } = [.. Regression, .. Decisions, .. Areas, .. Classes];

    private static MetricCase[] Regression =>
    [
        Of("mean", () => new MeanMetric(), 7.3375, 7.483333333333333),
        Of("sum", () => new SumMetric(), 58.7, 67.35),
        Of("mean squared error", () => new MeanSquaredErrorMetric(), 0.455, 0.5094444444444445),
        Of("mean absolute error", () => new MeanAbsoluteErrorMetric(), 0.575, 0.6166666666666667),
        Of("of a function", () => Metric.Of(SampleFunctions.Absolute), 0.575, 0.6166666666666667),
        Of("root mean squared error", () => new RootMeanSquaredErrorMetric(), Math.Sqrt(0.455), Math.Sqrt(0.5094444444444445)),
        Of("mean absolute percentage error", () => new MeanAbsolutePercentageErrorMetric(), 8.879419191919191, 9.22699214365881),
        Of("r2", () => new R2Score(), 0.8547696929238985, 0.8251982882738762),
        Of("r2, weighted by variance", () => new R2Score(R2Averaging.VarianceWeighted), 0.82404833836858, 0.7847979139504565),
        Of("loss", () => new LossMetric(new MeanAbsoluteError()), 0.575, 0.6166666666666667),
        new("loss that ignores a class", () => new LossMetric(new SparseCategoricalCrossentropy(IgnoreClass: 2)), labels, probabilities,
            -(Math.Log(0.7) + Math.Log(0.5) + Math.Log(0.3) + Math.Log(0.2)) / 4, classWeights,
            -(Math.Log(0.7) + 2 * Math.Log(0.5) + Math.Log(0.3) + 3 * Math.Log(0.2)) / 7) { Exact = false, LastLayer = x => x.softmax(-1) },
        new("cosine similarity", () => new CosineSimilarityMetric(), tensor(new double[,] { { 1, 2 }, { 3, -1 }, { 0, 0 } }), tensor(new double[,] { { 2, 4 }, { 1, 1 }, { 1, 5 } }),
            (1 + 0.44721359549995787) / 3, [1, 0.5, 2], (1 + 0.5 * 0.44721359549995787) / 3.5) { Exact = false },
    ];

    private static MetricCase[] Decisions =>
    [
        new("accuracy", () => new Accuracy(), labels, predictedLabels, 4 / 7.0, classWeights, 0.42857142857142855) { Refused = [OtherShape("accuracy")] },
        Of("binary accuracy", () => new BinaryAccuracy(), 0.625, 0.75),
        Of("precision", () => new Precision(), 2 / 3.0, 2 / 3.0) with { Refused = [OtherShape("precision"), NotBinary("precision")] },
        Of("precision at thresholds", () => new Precision([0.3, 0.7]), 4 / 7.0, 0.5),
        new("precision of the two largest", () => new Precision(topK: 2), oneHot, scores, 6 / 17.0, classWeights, 5.75 / 20.75),
        new("precision of a class", () => new Precision([0.25], classId: 1), oneHot, scores, 0.4, classWeights, 0.4),
        Of("recall", () => new Recall(), 0.5, 0.5714285714285714) with { Refused = [OtherShape("recall"), NotBinary("recall")] },
        new("recall of the largest", () => new Recall(topK: 1), oneHot, scores, 4 / 7.0, classWeights, 0.42857142857142855),
        new("f1", () => new F1Score(), oneHot, scores, 0.5666666666666668, classWeights, 0.45925925925925926) { Refused = [OtherShape("f1_score"), NotBinary("f1_score")] },
        new("f1, micro", () => new F1Score(Averaging.Micro), oneHot, scores, 0.5714285714285714, classWeights, 0.42857142857142855),
        new("f1, weighted", () => new F1Score(Averaging.Weighted), oneHot, scores, 0.6, classWeights, 0.4247619047619048),
        new("f1 of decisions", () => new F1Score(), flags.reshape(-1, 1), chances.reshape(-1, 1), 0.5714285714285714, weights, 0.6153846153846153),
        new("f1 above a threshold", () => new F1Score(threshold: 0.4), tensor(new[,] { { 1f, 0, 1 }, { 0, 1, 0 }, { 1, 1, 0 } }),
            tensor(new[,] { { 0.5f, 0.45f, 0.3f }, { 0.2f, 0.6f, 0.1f }, { 0.41f, 0.2f, 0.9f } }), 0.5, [1, 1, 1], 0.5),
    ];

    private static MetricCase[] Areas =>
    [
        Of("auc", () => new Auc(), 0.78125, 0.8846153846153846) with { Refused = [NotBinary("auc"), (ones(2), ones(2) * 3, "auc: expected predictions that are probabilities, "
            + "from 0 to 1; received predictions from 3 to 3. End the model with a sigmoid or softmax, or, where the loss has fromLogits, set it to true.")] },
        Of("auc, minoring", () => new Auc(summation: AucSummation.Minoring), 0.75, 0.8791208791208791),
        Of("auc, majoring", () => new Auc(summation: AucSummation.Majoring), 0.8125, 0.8901098901098902),
        Of("auc at 5 thresholds", () => new Auc(5), 0.75, 0.8516483516483516),
        Of("auc of precision and recall", () => new Auc(200, AucCurve.PrecisionRecall), 0.8241089966758806, 0.8463765507280625),
        Of("auc of precision and recall at 5 thresholds", () => new Auc(5, AucCurve.PrecisionRecall), 0.8029561162742003, 0.8115770315541575),
        Of("auc of precision and recall, minoring", () => new Auc(200, AucCurve.PrecisionRecall, AucSummation.Minoring), 0.5595238095238095, 0.5476190476190477),
        Of("auc of precision and recall, majoring", () => new Auc(200, AucCurve.PrecisionRecall, AucSummation.Majoring), 0.8375, 0.8571428571428572),
        new("auc of logits", () => new Auc(fromLogits: true), flags, (chances / (1 - chances)).log(), 0.78125, weights, 0.8846153846153846),
        Of("exact auc", () => new ExactAuc(), 0.78125, 0.8846153846153846) with { Exported = false, Refused = [OtherShape("exact_auc"), NotBinary("exact_auc"),
            (ones(1), ones(1) * float.NaN, "exact_auc: expected finite predictions; received NaN or an infinity. Look for missing or infinite values in the model's inputs.")] },
        Of("exact average precision", () => new ExactAuc(AucCurve.PrecisionRecall), 0.8303571428571428, 0.8571428571428571) with { Exported = false },
    ];

    private static MetricCase[] Classes =>
    [
        new("categorical accuracy", () => new CategoricalAccuracy(), oneHot, scores, 4 / 7.0, classWeights, 0.42857142857142855)
            { Refused = [OtherShape("categorical_accuracy"), TooFew("categorical_accuracy", 2)] },
        new("sparse categorical accuracy", () => new SparseCategoricalAccuracy(), labels, scores, 4 / 7.0, classWeights, 0.42857142857142855) { Refused = [OutOfRange("sparse_categorical_accuracy")] },
        new("sparse categorical accuracy that ignores", () => new SparseCategoricalAccuracy(2), labels, scores, 0.5, classWeights, 3 / 7.0),
        new("sparse categorical accuracy of images", () => new SparseCategoricalAccuracy(axis: 1), labels.reshape(7, 1, 1), scores.reshape(7, 3, 1, 1), 4 / 7.0, classWeights, 0.42857142857142855),
        new("top k categorical accuracy", () => new TopKCategoricalAccuracy(2), oneHot, scores, 6 / 7.0, classWeights, 0.6571428571428571),
        new("sparse top k categorical accuracy", () => new SparseTopKCategoricalAccuracy(2), labels, scores, 6 / 7.0, classWeights, 0.6571428571428571)
            { Refused = [OutOfRange("sparse_top_k_categorical_accuracy")] },
        new("confusion matrix", () => new ConfusionMatrix(3), labels, scores, 4 / 7.0, classWeights, 0.42857142857142855)
            { Refused = [OutOfRange("confusion_matrix"), (labels, scores.reshape(7, 1, 3).expand(7, 2, 3), "confusion_matrix: expected class labels [7, 2] for predictions [7, 2, 3]; "
                + "received a target of shape [7]. Give one label for each set of classes; one-hot targets become labels by target.argmax(-1)."),
                (flags, chances.reshape(-1, 1), "confusion_matrix: expected predictions [batch, ...] with 3 classes in dimension -1; received predictions of shape [8, 1]. "
                + "Give the metric the model's number of classes, or correct the axis.")] },
        new("confusion matrix of labels", () => new ConfusionMatrix(3), labels, predictedLabels, 4 / 7.0, classWeights, 0.42857142857142855),
        new("confusion matrix of decisions", () => new ConfusionMatrix(2), flags.reshape(-1, 1), chances.reshape(-1, 1), 0.625, weights, 0.75),
        new("confusion matrix that ignores", () => new ConfusionMatrix(3, 2), labels, scores, 0.5, classWeights, 3 / 7.0),
        new("iou", () => new Iou(3, [0, 2]), labels, scores, (1 / 3.0 + 2 / 3.0) / 2, classWeights, (0.2 + 3 / 7.0) / 2) { Refused = [OutOfRange("iou")] },
        new("mean iou", () => new MeanIou(3), labels, scores, 0.4166666666666667, classWeights, 0.30476190476190473) { Refused = [OutOfRange("mean_iou")] },
        new("mean iou of a class that is absent", () => new MeanIou(4), labels, predictedLabels, 0.4166666666666667, classWeights, 0.30476190476190473),
    ];

    private static MetricCase Of(string name, Func<Metric> create, double expected, double weighted) => create() is ThresholdMetric or BinaryAccuracy or ExactAuc
        ? new(name, create, flags, chances, expected, weights, weighted) { LastLayer = x => create() is Auc ? x.sigmoid() : x }
        : new(name, create, target, prediction, expected, rowWeights, weighted) { Exact = false };

    private static (Tensor Target, Tensor Prediction, string Message) OtherShape(string name) => (ones(3), ones(3, 1),
        $"{name}: expected a target of the prediction's shape [3, 1]; received a target of shape [3]. "
        + "Give the targets the shape of the model's output, for one output a sample [batch, 1]: target.reshape(-1, 1).");

    private static (Tensor Target, Tensor Prediction, string Message) NotBinary(string name) => (tensor(new[,] { { 1f, -1 }, { 0, 1 } }), ones(2, 2) * 0.5,
        $"{name}: expected targets of 0 and 1; received targets from -1 to 1. Give 1 to what is true, and 0 to the rest.");

    private static (Tensor Target, Tensor Prediction, string Message) TooFew(string name, int least) => (ones(3, 1), ones(3, 1),
        $"{name}: expected predictions [batch, ...] with a size of {least} or more in dimension -1; received predictions of shape [3, 1]. Give the model an output for each class, or correct the axis.");

    private static (Tensor Target, Tensor Prediction, string Message) OutOfRange(string name) => (tensor(new long[] { 0, 3 }), scores[TensorIndex.Slice(0, 2)],
        $"{name}: expected class labels from 0 to 2, as the prediction has 3 classes; received labels from 0 to 3. "
        + "Count labels from 0, give the model an output for each class, or name a label to be ignored.");
}
