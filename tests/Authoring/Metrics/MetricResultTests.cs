using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

/// <summary>What metrics give beside one number, and what their settings refuse.</summary>
[TestClass]
public sealed class MetricResultTests
{
    private static readonly Tensor labels = tensor(new long[] { 0, 2, 1, 1, 2, 0, 2 });
    private static readonly Tensor predicted = tensor(new long[] { 0, 2, 1, 0, 1, 1, 2 });

    private sealed class Histogram : Metric
    {
        private readonly Tensor counts;

        public Histogram() => counts = AddState("counts", [3], type: ScalarType.Int64);

        public override void Update(Tensor target, Tensor prediction, Tensor? sampleWeight = null)
        {
            using var scope = NewDisposeScope();
            counts.add_(prediction.bincount(null, 3));
        }

        public override double Result() => counts.max().item<long>();
    }

    [TestMethod]
    public void Precision_OfTheSeedsBatches_IsStreamed()
    {
        var precision = new Precision();
        precision.Update(tensor(new[] { 0, 1, 1, 1, 0, 1, 0, 1 }), tensor(new[] { 1, 1, 0, 1, 0, 1, 0, 1 }));
        Assert.AreEqual(0.8, precision.Result());
        precision.Update(tensor(new[] { 0, 1, 0, 0, 1, 0, 1, 1 }), tensor(new[] { 1, 0, 1, 1, 0, 0, 0, 0 }));
        Assert.AreEqual(0.5, precision.Result());
        Assert.AreEqual("true_positives 4, false_positives 4, true_negatives 3, false_negatives 5",
            string.Join(", ", precision.States.Select(state => $"{state.Key} {state.Value.item<double>()}")));
        precision.Reset();
        Assert.AreEqual(0, precision.Result());
    }

    [TestMethod]
    public void Decisions_AtSeveralThresholds_GiveAResultEach()
    {
        var (flags, chances) = (tensor(new[] { 1f, 0, 1, 1, 0, 0, 1, 0 }), tensor(new[] { 0.9f, 0.4f, 0.35f, 0.8f, 0.6f, 0.1f, 0.5f, float.NaN }));
        var (precision, recall) = (new Precision([0.3, 0.5, 0.7]), new Recall([0.3, 0.5, 0.7]));
        precision.Update(flags, chances);
        recall.Update(flags, chances);
        CollectionAssert.AreEqual((double[])[4 / 6.0, 2 / 3.0, 1], precision.Results().ToArray());
        CollectionAssert.AreEqual((double[])[1, 0.5, 0.5], recall.Results().ToArray());
    }

    [TestMethod]
    public void Threshold_InThePredictionsPrecision_IsNotAboveItself()
    {
        var precision = new Precision([0.1]);
        precision.Update(tensor(new[] { 1f }), tensor(new[] { 0.1f }));
        Assert.AreEqual(0, precision.States["true_positives"].item<double>());
    }

    [TestMethod]
    public void ConfusionMatrix_OfThreeClasses_HasTruthInRows()
    {
        var metric = new ConfusionMatrix(3);
        metric.Update(labels, predicted, tensor(new[] { 1, 0.5, 2, 1, 1, 3, 0.25 }));
        CollectionAssert.AreEqual(new double[,] { { 1, 3, 0 }, { 1, 2, 0 }, { 0, 1, 0.75 } }, metric.Matrix());
    }

    [TestMethod]
    public void ScoresOfClasses_AreGivenEach()
    {
        var (f1, iou) = (new F1Score(), new MeanIou(4));
        Assert.IsEmpty(f1.Results());
        f1.Update(nn.functional.one_hot(labels, 3), nn.functional.one_hot(predicted, 3));
        CollectionAssert.AreEqual((double[])[0.5, 0.4, 0.8], f1.Results().ToArray());
        iou.Update(labels, predicted);
        CollectionAssert.AreEqual((double[])[1 / 3.0, 0.25, 2 / 3.0, double.NaN], iou.Results().ToArray());
    }

    [TestMethod]
    public void R2_OfTargetsFarFromZero_IsExact()
    {
        var (metric, far) = (new R2Score(), new R2Score());
        var (target, prediction) = (tensor(new[] { 1, 2, 3, 4.5 }), tensor(new[] { 1.25, 1.75, 3.25, 4 }));
        for (var i = 0; i < 4; i++)
        {
            metric.Update(target[i].reshape(1), prediction[i].reshape(1));
            far.Update(target[i].reshape(1) + 1e9, prediction[i].reshape(1) + 1e9);
        }
        // Errors 0.25, 0.25, 0.25, 0.5 and distances from 2.625.
        Assert.AreEqual(1 - 0.4375 / 6.6875, metric.Result(), 1e-15);
        Assert.AreEqual(1 - 0.4375 / 6.6875, far.Result(), 1e-7);
    }

    [TestMethod]
    public void R2_OfEqualTargets_IsOneWhereEveryPredictionIsRight()
    {
        var (right, wrong) = (new R2Score(), new R2Score());
        var target = tensor(new[] { 0.1, 0.1, 0.1 });
        right.Update(target, target);
        wrong.Update(target, tensor(new[] { 0.1, 0.2, 0.1 }));
        Assert.AreEqual(1, right.Result());
        Assert.AreEqual(0, wrong.Result());
    }

    [TestMethod]
    public void States_OfAShapeAndType_AreResetInPlace()
    {
        var metric = new Histogram();
        metric.Update(labels, labels);
        Assert.AreEqual(3, metric.Result());
        CollectionAssert.AreEqual((long[])[2, 2, 3], metric.States["counts"].data<long>().ToArray());
        metric.Reset();
        CollectionAssert.AreEqual((long[])[0, 0, 0], metric.States["counts"].data<long>().ToArray());
    }

    [TestMethod]
    public void BatchOfOtherClasses_IsRefused()
    {
        var (f1, r2) = (new F1Score(), new R2Score());
        f1.Update(ones(2, 3), ones(2, 3));
        ConfigContract.Error<ShapeException>("f1_score: expected 3 classes, as in the batches before; received predictions of shape [2, 4]. Use a metric of its own for each output.",
            () => f1.Update(ones(2, 4), ones(2, 4)));
        r2.Update(ones(2, 3), ones(2, 3));
        ConfigContract.Error<ShapeException>("r2_score: expected 3 outputs, as in the batches before; received predictions of shape [2, 4]. Use a metric of its own for each output.",
            () => r2.Update(ones(2, 4), ones(2, 4)));
    }

    [TestMethod]
    public void Settings_OutOfRange_AreRefused()
    {
        ConfigContract.Error<ConfigException>("precision: expected one or more thresholds in ascending order; received [0.5, 0.2]. Sort the thresholds, each once.", () => _ = new Precision([0.5, 0.2]));
        ConfigContract.Error<ConfigException>("precision: expected topK of 1 or more; received 0. Correct topK.", () => _ = new Precision(topK: 0));
        ConfigContract.Error<ConfigException>("recall: expected classId of 0 or more; received -1. Correct classId.", () => _ = new Recall(classId: -1));
        ConfigContract.Error<ConfigException>("Auc: expected thresholds of 2 or more; received 1. Correct thresholds.", () => _ = new Auc(1));
        ConfigContract.Error<ConfigException>("confusion_matrix: expected classes of 2 or more; received 1. Correct classes.", () => _ = new ConfusionMatrix(1));
        ConfigContract.Error<ConfigException>("iou: expected target classes from 0 to 2, 1 or more; received [3]. Correct targetClasses.", () => _ = new Iou(3, [3]));
        ConfigContract.Error<ConfigException>("TopKCategoricalAccuracy: expected k of 1 or more; received 0. Correct k.", () => _ = new TopKCategoricalAccuracy(0));
        ConfigContract.Error<ShapeException>("recall: expected predictions [batch, ...] with a size of 4 or more in dimension -1; received predictions of shape [2, 3]. "
            + "Give the model an output for each class, or correct the axis.", () => new Recall(classId: 3).Update(ones(2, 3), ones(2, 3)));
    }
}
