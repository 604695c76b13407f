namespace OnnxForge.Authoring;

/// <summary>The share of what is true that is predicted above a threshold: true positives / (true positives + false negatives).</summary>
/// <param name="thresholds">In ascending order; null means 0.5, or with <paramref name="topK"/> none. <c>Result</c> is for the first, <c>Results</c> for all.</param>
/// <param name="topK">How many of the largest scores of the last dimension, and those equal to the last of them, can be above a threshold; null means all.</param>
/// <param name="classId">The only class of the last dimension that counts, from 0; null means all.</param>
/// <param name="name">The name in histories and status lines; null means the class's name in snake case without the suffix <c>Metric</c>.</param>
[CustomObject("onnxforge/recall")]
public sealed class Recall(IReadOnlyList<double>? thresholds = null, int? topK = null, int? classId = null, string? name = null) : DecisionMetric(thresholds, topK, classId, name)
{
    private protected override (double[] Right, double[] Of) Share()
    {
        var (truePositives, _, _, falseNegatives) = Counts();
        return (truePositives, [.. truePositives.Zip(falseNegatives, (right, wrong) => right + wrong)]);
    }
}
