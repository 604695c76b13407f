using OnnxForge.Authoring;

namespace OnnxForge.Tests.Authoring;

/// <summary>A table small enough to check by hand.</summary>
internal static class TabularSamples
{
    public static TabularColumns Rows { get; } = new(
        [new NumericValues("rooms", [1, 2, null, 6, float.NaN]), new NumericValues("floor", [3, 3, 3, 3, 3])],
        [new TextValues("place", ["b", "B", "a", "b", "a"]), new TextValues("view", ["sea", null, "", "sea", "sea"])],
        new NumericValues("price", [10, 20, 30, 20, 20]));

    public static TabularSchema Schema { get; } = TabularSchema.Fit(Rows);
}
