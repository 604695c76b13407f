using OnnxForge.Cli;

namespace OnnxForge.Tests.Cli;

[TestClass]
public sealed class DataTableReaderTests
{
    private readonly TemporaryFolder folder = new();

    [TestCleanup]
    public void Cleanup() => folder.Dispose();

    [TestMethod]
    public void Read_MixedColumns_GivesKindsAndMissingValues()
    {
        var table = Read("rooms,city,price\n1.5,Oslo,10\n,\"Bergen, West\",2e1\nNA,,-3\nnan,Oslo,40\n", "price");

        Assert.AreEqual("rooms", table.Columns.Numeric.Single().Name);
        CollectionAssert.AreEqual(new float?[] { 1.5f, null, null, null }, table.Columns.Numeric[0].Values.ToArray());
        Assert.AreEqual("city", table.Columns.Text.Single().Name);
        CollectionAssert.AreEqual(new[] { "Oslo", "Bergen, West", "", "Oslo" }, table.Columns.Text[0].Values.ToArray());
        CollectionAssert.AreEqual(new float?[] { 10, 20, -3, 40 }, table.Columns.Target!.Values.ToArray());
        Assert.AreEqual("table.csv", table.Source);
    }

    [TestMethod]
    [DataRow(";")]
    [DataRow("\t")]
    [DataRow("|")]
    public void Read_OtherSeparator_IsFound(string separator)
    {
        var table = Read("a,b\n1,2\n3,4\n".Replace(",", separator, StringComparison.Ordinal), "b");

        CollectionAssert.AreEqual(new float?[] { 1, 3 }, table.Columns.Numeric[0].Values.ToArray());
    }

    [TestMethod]
    public void Read_QuotedSpacesAndByteOrderMark_AreClean()
    {
        var table = Read("\uFEFF\"a\", b \n 1 ,\"2\"\n3,4\n\n", "b");

        Assert.AreEqual("a", table.Columns.Numeric[0].Name);
        CollectionAssert.AreEqual(new float?[] { 2, 4 }, table.Columns.Target!.Values.ToArray());
    }

    [TestMethod]
    public void Read_MostlyText_IsText()
    {
        var table = Read("code,y\n1,1\n2,2\n3a,3\n", "y");

        CollectionAssert.AreEqual(new[] { "1", "2", "3a" }, table.Columns.Text[0].Values.ToArray());
    }

    [TestMethod]
    public void Read_TextInNumericColumn_NamesTheCell()
    {
        var rows = string.Concat(Enumerable.Range(1, 40).Select(row => row == 17 ? "many,1\n" : $"{row},{row}\n"));

        Fails("rooms,y\n" + rows, "y",
            "table.csv, column \"rooms\", row 17 (line 18): expected a number, as in 39 of the column's 40 filled cells; received \"many\". Correct the cell, or empty it.");
    }

    [TestMethod]
    public void Read_LineBreakInQuotes_CountsLinesOfTheFile()
    {
        Fails("a,y\n\"x\ny\",1\n2,\n", "y", "table.csv, column \"y\", row 2 (line 4): expected a target value; received a missing cell. Fill the cell, or remove the row.");
    }

    [TestMethod]
    [DataRow("a,y\n", "table.csv: expected rows below the header; received none. Add rows, or check that this is the right file.")]
    [DataRow("", "table.csv: expected a header line with the column names; received an empty file. Add the header and rows, or check that this is the right file.")]
    [DataRow("a,y\n1,5\n2,5\n3,5\n", "table.csv, column \"y\": expected a target that varies; received 5 in all 3 rows. Choose another --target.")]
    [DataRow("a,y\n1,low\n2,high\n", "table.csv, column \"y\", row 1 (line 2): expected a number, as the target has to be numeric; received \"low\". Choose another --target.")]
    [DataRow("a,y\n1,2\n3\n", "table.csv, row 2 (line 3): expected 2 fields, as in the header; received 1. Correct the row.")]
    [DataRow("a,y\n1,2,3\n", "table.csv, row 1 (line 2): expected 2 fields, as in the header; received 3. Correct the row.")]
    [DataRow("a,a,y\n1,2,3\n", "table.csv, header: expected columns of different names; received \"a\" 2 times. Rename all but one of them.")]
    [DataRow("a,,y\n1,2,3\n", "table.csv, header: expected a name for every column; received none for column 2. Name the column, or remove it.")]
    [DataRow("y\n1\n2\n", "table.csv: expected a column beside the target; received only \"y\". Add columns to predict it from.")]
    [DataRow("a,y\n,1\nNA,2\n", "table.csv, column \"a\": expected values; received only missing cells. Remove the column.")]
    [DataRow("a,y\n\"1,2\n3,4\n", "table.csv, line 2: expected fields whose quotes are closed, with quotes inside them doubled; received text that breaks this rule. Correct the line.")]
    public void Read_UnusableFile_SaysWhereAndWhat(string csv, string message) => Fails(csv, "y", message);

    [TestMethod]
    public void Read_MissingColumn_ListsNamesAndTheNearest() => Fails("rooms,median_price,age\n1,2,3\n", "median_prize",
        "table.csv: expected a column named \"median_prize\"; received the columns rooms, median_price, age. Did you mean \"median_price\"?");

    [TestMethod]
    public void Read_UnlikeAnyColumn_ListsNames() => Fails("rooms,price,age\n1,2,3\n", "elevation",
        "table.csv: expected a column named \"elevation\"; received the columns rooms, price, age. Name one of them with --target.");

    [TestMethod]
    public void Read_NoTarget_ListsNames() => Fails("rooms,price\n1,2\n", null,
        "--target: expected the name of the column of table.csv to predict; received none. Add --target with one of: rooms, price.");

    [TestMethod]
    public void Read_NoFile_Says()
    {
        var error = Assert.ThrowsExactly<InputException>(() => DataTableReader.Read(folder["none.csv"], "y"));

        Assert.AreEqual($"--data {folder["none.csv"]}: expected a CSV file; received a path where there is none. Check the path.", error.Message);
    }

    [TestMethod]
    public void Read_Folder_Says()
    {
        var error = Assert.ThrowsExactly<InputException>(() => DataTableReader.Read(folder.Path, "y"));

        Assert.AreEqual($"--data {folder.Path}: expected a CSV file; received a folder. Check the path.", error.Message);
    }

    [TestMethod]
    public void Read_TooManyDifferentTexts_IsRefused()
    {
        var rows = string.Concat(Enumerable.Range(0, 1001).Select(row => $"id{row},{row}\n"));

        Fails("id,y\n" + rows, "y", "table.csv, column \"id\": expected a text column of at most 1000 different values, as each becomes a feature; received 1001. Remove the column, or group its values.");
    }

    [TestMethod]
    [DataRow("1e300")]
    [DataRow("Infinity")]
    public void Read_NumberBeyondFloat32_IsNoNumber(string cell) => Fails("a,y\n1,1\n2," + cell + "\n" + string.Concat(Enumerable.Range(0, 30).Select(row => $"1,{row}\n")), "y",
        $"table.csv, column \"y\", row 2 (line 3): expected a number, as in 31 of the column's 32 filled cells; received \"{cell}\". Correct the cell, or empty it.");

    [TestMethod]
    public void CheckRows_TooFew_Says()
    {
        var table = Read("a,y\n" + string.Concat(Enumerable.Range(0, 15).Select(row => $"{row},{row}\n")), "y");

        var error = Assert.ThrowsExactly<InputException>(table.CheckRows);

        Assert.AreEqual("table.csv: expected at least 16 rows, to split into training, validation and test; received 15. Add rows.", error.Message);
    }

    private DataTable Read(string csv, string? target) => DataTableReader.Read(folder.Write("table.csv", csv), target);

    private void Fails(string csv, string? target, string message) =>
        Assert.AreEqual(message, Assert.ThrowsExactly<InputException>(() => Read(csv, target)).Message);
}
