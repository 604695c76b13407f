using OnnxForge.Authoring;
using static TorchSharp.torch;

namespace OnnxForge.Tests.Authoring;

[TestClass]
public sealed class TabularSchemaTests
{
    [TestMethod]
    public void Fit_OfRows_TakesTheirStatistics()
    {
        var schema = TabularSamples.Schema;
        // Filled with the median 2: 1, 2, 2, 6, 2; mean 2.6; variance (2.56 + 3 * 0.36 + 11.56) / 5 = 3.04.
        Assert.AreEqual(new NumericColumn("rooms", 2, 2.6, Math.Sqrt(3.04)), schema.Numeric[0]);
        Assert.AreEqual(new NumericColumn("floor", 3, 3, 1), schema.Numeric[1]);
        Assert.AreEqual("place: B|a|b", $"{schema.Text[0].Name}: {string.Join("|", schema.Text[0].Vocabulary)}");
        Assert.AreEqual("view: |sea", $"{schema.Text[1].Name}: {string.Join("|", schema.Text[1].Vocabulary)}");
        Assert.AreEqual(new TargetColumn("price", 20, Math.Sqrt(40)), schema.Target);
        Assert.AreEqual(7, schema.Features);
    }

    [TestMethod]
    public void Median_OfAnEvenNumber_IsTheMiddleOfTwo() =>
        Assert.AreEqual(2.5, TabularSchema.Fit(new TabularColumns([new NumericValues("a", [4, 1, 2, 3])], [], new NumericValues("t", [1, 2, 3, 4]))).Numeric[0].Median);

    [TestMethod]
    public void Codes_OfTexts_ArePositionsOrMinusOne()
    {
        var column = new TextColumn("place", ["B", "a", "b"]);
        using var codes = column.Encode(["b", "B", "z", null, ""]);
        Assert.AreEqual(ScalarType.Int64, codes.dtype);
        CollectionAssert.AreEqual(new long[] { 5, 1 }, codes.shape);
        CollectionAssert.AreEqual(new long[] { 2, 0, -1, -1, -1 }, codes.data<long>().ToArray());
        using var missing = TabularSamples.Schema.Text[1].Encode([null, "", "sea"]);
        CollectionAssert.AreEqual(new long[] { 0, 0, 1 }, missing.data<long>().ToArray());
    }

    [TestMethod]
    public void Inputs_OfRows_FindColumnsByName()
    {
        var rows = new TabularColumns([new NumericValues("floor", [1]), new NumericValues("extra", [9]), new NumericValues("rooms", [null])],
            [new TextValues("view", ["sea"]), new TextValues("place", ["a"])]);
        var inputs = TabularSamples.Schema.Inputs(rows);
        Assert.AreEqual("NaN, 1, 1, 1", string.Join(", ", inputs.Select(input => input.dtype == ScalarType.Float32 ? input.item<float>() : input.item<long>())));
        ConfigContract.Error<DataException>("TabularSchema.Inputs: expected the columns that the schema was fitted on, also the numeric \"rooms\", the text \"view\"; "
            + "received \"floor\", \"place\". Add the columns, or rename those that have another name.",
            () => TabularSamples.Schema.Inputs(new TabularColumns([new NumericValues("floor", [1])], [new TextValues("place", ["a"])])));
    }

    [TestMethod]
    public void Fit_OfUnusableRows_IsRefused()
    {
        var numbers = new NumericValues("a", [1, 2]);
        Refused("Target \"t\": expected values that differ; received 5 in all 2 training rows. Choose another target, or give more rows.", numbers, 5, 5);
        Refused("Column \"t\", row 2: expected a finite number; received a missing value. Correct the value, or leave the row out.", numbers, 5, null);
        Refused("Column \"a\": expected a value in some training row; received only missing ones. Leave the column out.", new NumericValues("a", [null, float.NaN]), 5, 6);
        Refused("Column \"a\", row 1: expected a finite number or a missing value; received -Infinity. Correct the value, or leave the row out.",
            new NumericValues("a", [float.NegativeInfinity, 1]), 5, 6);
        ConfigContract.Error<DataException>("TabularSchema.Fit: expected rows with a target; received rows without one. Give the target column to TabularColumns.",
            () => TabularSchema.Fit(new TabularColumns([numbers], [])));
        ConfigContract.Error<DataException>("TabularSchema.Fit: expected 1 training row or more; received none. Check where the rows come from.",
            () => TabularSchema.Fit(new TabularColumns([new NumericValues("a", [])], [], new NumericValues("t", []))));

        static void Refused(string message, NumericValues column, params float?[] target) =>
            ConfigContract.Error<DataException>(message, () => TabularSchema.Fit(new TabularColumns([column], [], new NumericValues("t", target))));
    }

    [TestMethod]
    public void Standardize_OfATarget_ScalesIt()
    {
        using var scaled = new TargetColumn("t", 20, 4).Standardize([20, 24, 12]);
        CollectionAssert.AreEqual(new[] { 0f, 1f, -2f }, scaled.data<float>().ToArray());
        CollectionAssert.AreEqual(new long[] { 3, 1 }, scaled.shape);
        ConfigContract.Error<DataException>("Column \"t\", row 1: expected a finite number; received a missing value. Correct the value, or leave the row out.",
            () => new TargetColumn("t", 20, 4).Standardize([null]));
    }
}
