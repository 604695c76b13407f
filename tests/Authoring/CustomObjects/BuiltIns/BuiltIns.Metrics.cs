using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

internal static partial class BuiltIns
{
    private static readonly (object Custom, string Type, string Config)[] metrics =
    [
        (new MeanMetric("loss"), "mean-metric", """{"name":"loss"}"""),
        (new MeanSquaredErrorMetric(), "mean-squared-error-metric", """{"name":"mean_squared_error"}"""),
        (new MeanAbsoluteErrorMetric("mae"), "mean-absolute-error-metric", """{"name":"mae"}"""),
        (new RootMeanSquaredErrorMetric(), "root-mean-squared-error-metric", """{"name":"root_mean_squared_error"}"""),
        (new MeanAbsolutePercentageErrorMetric(), "mean-absolute-percentage-error-metric", """{"name":"mean_absolute_percentage_error"}"""),
        (new SumMetric(), "sum-metric", """{"name":"sum"}"""),
        (new CosineSimilarityMetric(), "cosine-similarity-metric", """{"axis":-1,"name":"cosine_similarity"}"""),
        (new LossMetric(new Huber(2)), "loss-metric", """{"loss":{"type":"onnxforge/huber","version":1,"config":{"delta":2,"reduction":"mean"}},"name":"huber"}"""),
        (new Accuracy(), "accuracy", """{"name":"accuracy"}"""),
        (new BinaryAccuracy(0.3), "binary-accuracy", """{"threshold":0.3,"name":"binary_accuracy"}"""),
        (new CategoricalAccuracy(1), "categorical-accuracy", """{"axis":1,"name":"categorical_accuracy"}"""),
        (new SparseCategoricalAccuracy(255), "sparse-categorical-accuracy", """{"ignoreClass":255,"axis":-1,"name":"sparse_categorical_accuracy"}"""),
        (new TopKCategoricalAccuracy(3), "top-k-categorical-accuracy", """{"k":3,"axis":-1,"name":"top_k_categorical_accuracy"}"""),
        (new SparseTopKCategoricalAccuracy(), "sparse-top-k-categorical-accuracy", """{"k":5,"ignoreClass":null,"axis":-1,"name":"sparse_top_k_categorical_accuracy"}"""),
        (new Precision(), "precision", """{"thresholds":null,"topK":null,"classId":null,"name":"precision"}"""),
        (new Recall([0.1, 0.9], 2, 1), "recall", """{"thresholds":[0.1,0.9],"topK":2,"classId":1,"name":"recall"}"""),
        (new F1Score(Averaging.Weighted, 0.4), "f1-score", """{"averaging":"weighted","threshold":0.4,"name":"f1_score"}"""),
        (new Auc(curve: AucCurve.PrecisionRecall), "auc", """{"thresholds":200,"curve":"precisionRecall","summation":"interpolation","fromLogits":false,"name":"auc"}"""),
        (new ExactAuc(), "exact-auc", """{"curve":"roc","name":"exact_auc"}"""),
        (new ConfusionMatrix(3), "confusion-matrix", """{"classes":3,"ignoreClass":null,"axis":-1,"name":"confusion_matrix"}"""),
        (new Iou(3, [0, 2], 255), "iou", """{"classes":3,"targetClasses":[0,2],"ignoreClass":255,"axis":-1,"name":"iou"}"""),
        (new MeanIou(3), "mean-iou", """{"classes":3,"ignoreClass":null,"axis":-1,"name":"mean_iou"}"""),
        (new R2Score(), "r2-score", """{"averaging":"uniform","name":"r2_score"}"""),
        (Metric.Of(SampleFunctions.Absolute), "function-metric", """{"function":{"function":"test/absolute"},"name":"absolute"}"""),
    ];
}
