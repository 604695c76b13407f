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
        (Metric.Of(SampleFunctions.Absolute), "function-metric", """{"function":{"function":"test/absolute"},"name":"absolute"}"""),
    ];
}
